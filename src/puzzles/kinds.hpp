#pragma once

#include "ptrm/sudoku.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {

const PuzzleKind& sudoku_kind();
const PuzzleKind& maze_kind();
const PuzzleKind& arc_kind();

}  // namespace ptrm
