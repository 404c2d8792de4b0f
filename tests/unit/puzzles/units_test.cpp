#include "puzzles/units.hpp"

#include <set>

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("every cell lies in one row, one column and one box, and each of these holds as many cells as the side is long") {
    for (const SudokuShape shape : {SudokuShape{2, 2}, SudokuShape{2, 3}, SudokuShape{3, 3}, SudokuShape{4, 4}}) {
        const SudokuUnits& units = sudoku_units(shape);
        const int side = shape.box_rows * shape.box_cols;
        REQUIRE(units.side == side);
        REQUIRE(units.count() == 3 * side);
        for (int unit = 0; unit < units.count(); ++unit) {
            const auto cells = units.cells_of(unit);
            CHECK(std::set<int>(cells.begin(), cells.end()).size() == to_size(side));
            for (const int cell : cells) {
                const int of_kind[] = {at(units.row, cell), at(units.col, cell), at(units.box, cell)};
                CHECK(of_kind[unit / side] == unit % side);
            }
        }
    }
    CHECK(at(sudoku_units({2, 3}).box, 3) == 1);  // boxes are two high and three wide
    CHECK(at(sudoku_units({2, 3}).box, 12) == 2);
    CHECK(&sudoku_units({3, 3}) == &sudoku_units({3, 3}));
}
