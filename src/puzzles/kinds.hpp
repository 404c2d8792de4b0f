#pragma once

#include "ptrm/sudoku.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {

const PuzzleKind& sudoku_kind();
const PuzzleKind& maze_kind();

/// The usual Sudoku that has these sizes; null if there is none. For checkpoints that do not say what they solve.
std::shared_ptr<const Puzzle> usual_puzzle(int cells, int vocab_size);

}  // namespace ptrm
