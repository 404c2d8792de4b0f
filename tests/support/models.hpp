#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/benchmark.hpp"
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

/// kMixer with a second row of the Q head, which a tree search goes by.
Model tree_model();

/// kMixer with one key changed, to a value in JSON.
std::string mixer_with(const std::string& key, const nlohmann::json& value);

/// What Model::from_memory() says of a file that it refuses.
std::string load_refusal(const std::vector<std::byte>& bytes);

/// Folder of the golden recordings.
std::string golden(const std::string& path);

}  // namespace ptrm::test
