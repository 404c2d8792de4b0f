#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ptrm {

/// A model file in memory with random weights for the configuration `config`, to measure and to test with.
/// @param metadata further entries of the header
std::vector<std::byte> random_model_bytes(const std::string& config, std::uint64_t seed,
                                          const std::map<std::string, std::string>& metadata = {});

}  // namespace ptrm
