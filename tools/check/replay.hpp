#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ptrm/model.hpp"

namespace ptrm {

/// The worst deviation of one tensor of a recording.
struct Deviation {
    std::string tensor;  ///< as the recording names it
    double worst = 0;    ///< largest absolute difference; infinite if either side is not a number
};

/// Replays a recording of another implementation on `model` and compares every tensor it holds. A recording is a .safetensors
/// file with `inputs` [B, S] (I32) and, as far as they exist:
///  - `step{t}.z_H|z_L|logits|q_halt|q_continue` for t = 1, 2, ...: the states after each supervision step, with
///    `puzzle_identifiers` [B] where the model has embeddings;
///  - `ptrm.noise` [K, steps, L, D] and `ptrm.sigma`: K rollouts of the first input, the scaled noise added to z_L (`ptrm.z_L.*`)
///    or z_H (`ptrm.z_H.*`) before each step;
///  - `init.z_H`, `init.z_L` [B, L, D], `path_noise` [steps, updates, B, L, D] and `path_noise_scale`: the EqR family,
///    `quiet.step{t}.*` without the noise and `noisy.step{t}.*` with it.
/// @throws Error (io, bad_file) if the file is damaged, does not fit the model, or holds nothing to compare
std::vector<Deviation> replay(const Model& model, const std::filesystem::path& recording);

}  // namespace ptrm
