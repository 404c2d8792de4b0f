#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ptrm/model.hpp"

namespace ptrm {

/// Tensors by their official name, row-major.
using Weights = std::map<std::string, std::vector<float>>;

/// Fetches a row of the puzzle embedding; from any thread.
using EmbeddingRows = std::function<void(std::int32_t row, std::span<float> out)>;

}  // namespace ptrm
