#pragma once

#include "ptrm/sudoku.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {

const PuzzleKind& sudoku_kind();
const PuzzleKind& maze_kind();
const PuzzleKind& arc_kind();

std::unique_ptr<PuzzleMaker> make_sudoku_maker(const MakerWishes& wishes);
std::unique_ptr<PuzzleMaker> make_maze_maker(const MakerWishes& wishes);

}  // namespace ptrm
