#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace ptrm {

/// Reads the JSON of `ptrm_task`: {"puzzle", "rows", "cols", "box": [rows, columns], "tokens"}, and of puzzles known from
/// examples
/// {"open", "answers", "turns", "swaps"}.
/// @param file for errors. @throws Error (bad_file)
Task parse_task(const std::string& json, const std::string& file);

/// A task of a network that solves several kinds, which it tells apart by their puzzle identifiers (PTRM, appendix A.3).
struct NumberedTask {
    Task task;
    std::int32_t puzzle_id = 0;
};

/// Reads `ptrm_task` where it may also be {"kinds": [TASK, ...]}, each with a "puzzle_id", which is else its place there. At
/// least one. @throws Error (bad_file) also if two have the same puzzle or identifier
std::vector<NumberedTask> parse_tasks(const std::string& json, const std::string& file);

/// The reverse of parse_task().
std::string task_text(const Task& task);

}  // namespace ptrm
