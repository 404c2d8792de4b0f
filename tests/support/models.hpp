#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ptrm/benchmark.hpp"
#include "ptrm/model.hpp"

namespace ptrm::test {

/// A .safetensors file put together by hand, so that any part of it can be wrong.
std::vector<std::byte> safetensors(const std::string& header, std::size_t data_bytes);

Model random_model(const std::string& config, Backend backend = Backend::automatic, std::uint64_t seed = 1);

/// Small configurations of every kind: mixer, attention with each position encoding, EqR.
extern const char* const kMixer;
extern const char* const kAttentionRope;
extern const char* const kAttentionLearned;
extern const char* const kAttentionRope2d;  // and no Q head
extern const char* const kEqr;

/// Folder of the golden recordings.
std::string golden(const std::string& path);

}  // namespace ptrm::test
