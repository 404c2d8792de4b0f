#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "eval/record.hpp"

namespace ptrm::tools {

/// What is evaluated: puzzles, and the rules they are checked by.
struct Dataset {
    std::vector<EvalItem> items;
    /// Whether an answer to a question obeys the puzzle's rules; false for a puzzle whose rules we do not know.
    std::function<bool(std::span<const std::int32_t> question, std::span<const std::int32_t> answer)> valid;
};

/// Reads puzzle files (Sudoku) and data folders of the official code (`dataset.json` and `SET__*.npy`: any task), one after the
/// other.
/// @param path of the model, for errors. @throws Error (io, bad_file, bad_puzzle) for what is malformed or does not fit the model
Dataset read_dataset(const std::vector<std::string>& data, const Model& model, const std::string& path);

}  // namespace ptrm::tools
