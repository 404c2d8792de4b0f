#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ptrm/sudoku.hpp"

namespace ptrm::tools {

/// The folders that shipped models are looked for in: those of PTRM_MODELS (separated by ':'), `models` beside the program, and
/// `share/ptrm/models` of the prefix it is installed in.
std::vector<std::filesystem::path> model_folders();

/// The file of the shipped model for Sudoku of this shape, `sudoku-9x9.safetensors` for 9x9.
/// @throws Error (io) that lists the folders if there is none
std::filesystem::path find_sudoku_model(SudokuShape shape);

}  // namespace ptrm::tools
