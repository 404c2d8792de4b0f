#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ptrm/model.hpp"
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
/// @param frame where not 0, the frame it is to have, whatever it was measured on
/// @throws Error (io) that lists the folders if there is none
FramedModel find_model(const Puzzle& puzzle, int frame = 0);

/// The frame for a puzzle that a model does not take as it is: the longer side, where it was measured on boards as large; else
/// nothing.
std::optional<int> frame_for(const Puzzle& puzzle, const Model& model);

}  // namespace ptrm::tools
