#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ptrm/model.hpp"
#include "ptrm/sudoku.hpp"

namespace ptrm::tools {

/// The folders that shipped models are looked for in: those of PTRM_MODELS (separated by ':'), `models` beside the program, and
/// `share/ptrm/models` of the prefix it is installed in.
std::vector<std::filesystem::path> model_folders();

/// The file of the shipped model for Sudoku of this shape, `sudoku-9x9.safetensors` for 9x9.
/// @throws Error (io) that lists the folders if there is none
std::filesystem::path find_sudoku_model(SudokuShape shape);

/// The Sudoku shape that a model solves: what its task says, else the usual one of its sizes.
/// @param path for errors. @throws Error (bad_file) if it solves something else
SudokuShape sudoku_shape_of(const Model& model, const std::filesystem::path& path);

}  // namespace ptrm::tools
