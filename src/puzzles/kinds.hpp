#pragma once

#include "puzzles/pencil.hpp"
#include "puzzles/sudoku.hpp"

namespace ptrm {

const PuzzleKind& sudoku_kind();
const PuzzleKind& maze_kind();
const PuzzleKind& arc_kind();

std::unique_ptr<PuzzleMaker> make_sudoku_maker(const MakerSettings& settings);
std::unique_ptr<PuzzleMaker> make_maze_maker(const MakerSettings& settings);

}  // namespace ptrm
