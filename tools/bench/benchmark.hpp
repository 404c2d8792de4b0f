#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ptrm/model.hpp"

namespace ptrm {

/// A model file in memory with random weights for the configuration `config`, to measure and to test with.
/// @param config trm_config, as JSON. @param metadata further entries of the header
/// @throws Error (bad_file) for a configuration that is none
std::vector<std::byte> random_model_bytes(const std::string& config, std::uint64_t seed,
                                          const std::map<std::string, std::string>& metadata = {});

/// GFLOP/s of the model's products alone, each at its own shape and with weights of its own, for about `seconds`: what all that a
/// supervision step does is held against. @param threads each with operands of its own; their rates are added up
double products_alone(const Model& model, int threads, double seconds);

/// Where the time of a supervision step goes: the names of base/profile.hpp and "rest", each with its microseconds.
using StepProfile = std::vector<std::pair<std::string, double>>;

/// Runs supervision steps of one rollout on this thread for about `seconds`. Not to be called while anything else runs a model.
StepProfile profile_step(const Model& model, double seconds);

}  // namespace ptrm
