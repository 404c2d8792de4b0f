#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ptrm {

/// A model file in memory with random weights for the configuration `config`, to measure and to test with.
/// @param task the JSON of ptrm_task, or empty
std::vector<std::byte> random_model_bytes(const std::string& config, std::uint64_t seed, const std::string& task = "");

}  // namespace ptrm
