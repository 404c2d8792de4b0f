#pragma once

#include <string>

#include "ptrm/architecture.hpp"

namespace ptrm {

/// Reads the JSON of `trm_config`; every number is checked against a sane range before anything is allocated by it.
/// @param file for errors
/// @throws Error (bad_file)
Architecture parse_architecture(const std::string& json, const std::string& file);

/// Reads the JSON of `ptrm_task`: {"puzzle", "rows", "cols", "box": [rows, cols], "tokens"}, and holds it against the
/// architecture.
/// @throws Error (bad_file)
Task parse_task(const std::string& json, const Architecture& architecture, const std::string& file);

/// The reverse.
std::string task_text(const Task& task);

}  // namespace ptrm
