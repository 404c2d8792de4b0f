#pragma once

#include <string>

#include "ptrm/puzzle.hpp"

namespace ptrm {

/// Reads the JSON of `ptrm_task`: {"puzzle", "rows", "cols", "box": [rows, columns], "tokens"}, and of puzzles known from
/// examples
/// {"open", "answers", "turns", "swaps"}.
/// @param file for errors. @throws Error (bad_file)
Task parse_task(const std::string& json, const std::string& file);

/// The reverse.
std::string task_text(const Task& task);

}  // namespace ptrm
