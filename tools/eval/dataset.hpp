#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eval/record.hpp"
#include "puzzle_feed.hpp"

namespace ptrm::tools {

/// What is evaluated: questions, and the puzzle whose they are.
struct Dataset {
    std::vector<EvalItem> items;
    std::shared_ptr<const Puzzle> puzzle;  ///< null for puzzles whose rules we do not know
};

/// Reads puzzle files (Sudoku, mazes) and data folders of the official code (`dataset.json` and `SET__*.npy`: any task), one
/// after the other.
/// @param path of the model, for errors. @throws Error (io, bad_file, bad_puzzle) for what is malformed or does not fit the model
Dataset read_dataset(const std::vector<std::string>& data, const Model& model, const std::string& path);

}  // namespace ptrm::tools
