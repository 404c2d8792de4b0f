#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ptrm/architecture.hpp"

namespace ptrm {

struct TensorSpec {
    std::string name;  ///< the official one
    std::vector<std::int64_t> shape;
};

/// Every tensor that a model of this architecture has, no more and no less.
std::vector<TensorSpec> tensor_specs(const Architecture& architecture);

/// Tensors by their official name, row-major.
using Weights = std::map<std::string, std::vector<float>>;

/// The name of the puzzle embedding, which can be a thousand times as large as all else, and of which a question needs one row.
inline constexpr const char* kPuzzleEmbedding = "inner.puzzle_emb.weights";
/// Fetches one of its rows; from any thread.
using EmbeddingRows = std::function<void(std::int32_t row, std::span<float> out)>;

}  // namespace ptrm
