#pragma once

#include <string>
#include <string_view>

namespace ptrm {

/// A Sudoku out of a link of f-puzzles.com, which SudokuPad carries too.
struct FPuzzle {
    std::string cells;   ///< row by row, '.' for a blank
    std::string unread;  ///< instead: what it is, if none that we read
};

/// @param packed what stands behind `load=` or `fpuz`: JSON, packed by lz-string
FPuzzle read_f_puzzle(std::string_view packed);

}  // namespace ptrm
