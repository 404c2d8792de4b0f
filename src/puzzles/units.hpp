#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/index.hpp"
#include "puzzles/sudoku.hpp"

namespace ptrm {

/// Which cells make up the rows, columns and boxes of a shape. Units are numbered rows first, then columns, then boxes.
struct SudokuUnits {
    int side = 0;
    std::vector<int> members;                 // [3 * side, side], cell numbers
    std::vector<std::uint8_t> row, col, box;  // [cells], the unit of each kind that a cell belongs to, each from 0

    int count() const { return 3 * side; }
    std::span<const int> cells_of(int unit) const { return {members.data() + unit * side, to_size(side)}; }
};

/// The units of a shape, computed once per shape and kept; safe to call from any thread.
const SudokuUnits& sudoku_units(SudokuShape shape);

}  // namespace ptrm
