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

/// A model's file, and the frame that it is to be loaded with, see LoadOptions.
struct FramedModel {
    std::filesystem::path file;
    int frame = 0;
    friend bool operator==(const FramedModel&, const FramedModel&) = default;
};

/// The shipped model for a puzzle: `KIND-ROWSxCOLS.safetensors` of just its size, or else the smallest that it fits in, or else
/// one that was measured on boards as large.
/// @param largest side of boards that are tried, whatever was measured
/// @throws Error (io) that lists the folders if there is none
FramedModel find_model(const Puzzle& puzzle, int largest = 0);

}  // namespace ptrm::tools
