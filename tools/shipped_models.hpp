#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace ptrm::tools {

/// The folders that shipped models are looked for in: those of PTRM_MODELS (separated by ':'), `models` beside the program, and
/// `share/ptrm/models` of the prefix it is installed in.
std::vector<std::filesystem::path> model_folders();

/// The file of the shipped model of this name, as sudoku-9x9; what is a path already, or no such name, as it is.
std::string model_file(const std::string& name);

/// The file of the shipped model for a puzzle: `KIND-ROWSxCOLS.safetensors` of just its size, or else the smallest that it fits
/// in.
/// @throws Error (io) that lists the folders if there is none
std::filesystem::path find_model(const Puzzle& puzzle);

}  // namespace ptrm::tools
