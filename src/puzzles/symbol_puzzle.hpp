#pragma once

#include <memory>

#include "ptrm/puzzle.hpp"

namespace ptrm {

/// A puzzle known from examples only: questions and answers are grids of the task's symbols, and there are no rules. Open cells,
/// symbols of answers and symmetries are what the task says. Boards smaller than the task's are padded.
/// @throws Error (bad_argument) for a task without symbols, or that contradicts itself
std::shared_ptr<const Puzzle> symbol_puzzle(const Task& task);

/// A puzzle of which nothing is known: one row of numbered tokens, for a network without a task.
std::shared_ptr<const Puzzle> numbered_puzzle(int cells, int vocab_size);

}  // namespace ptrm
