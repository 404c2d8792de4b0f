#include "puzzles/units.hpp"

#include <map>
#include <mutex>
#include <utility>

#include "base/index.hpp"

namespace ptrm {
namespace {

SudokuUnits make_units(SudokuShape shape) {
    SudokuUnits units;
    const int side = units.side = shape.side();
    std::vector<std::vector<int>> lists(to_size(units.count()));
    for (int cell = 0; cell < shape.cells(); ++cell) {
        const int row = cell / side, col = cell % side;
        const int box = row / shape.box_rows * shape.box_rows + col / shape.box_cols;
        units.row.push_back(static_cast<std::uint8_t>(row));
        units.col.push_back(static_cast<std::uint8_t>(col));
        units.box.push_back(static_cast<std::uint8_t>(box));
        for (const int unit : {row, side + col, 2 * side + box}) at(lists, unit).push_back(cell);
    }
    for (const auto& list : lists) units.members.insert(units.members.end(), list.begin(), list.end());
    return units;
}

}  // namespace

const SudokuUnits& sudoku_units(SudokuShape shape) {
    shape.validate();
    static std::mutex mutex;
    static std::map<std::pair<int, int>, SudokuUnits> known;  // nodes never move, so references stay good
    const std::lock_guard lock(mutex);
    const auto [at, fresh] = known.try_emplace({shape.box_rows, shape.box_cols});
    if (fresh) at->second = make_units(shape);
    return at->second;
}

}  // namespace ptrm
