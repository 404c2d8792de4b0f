#pragma once

#include <cstdint>
#include <map>
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

}  // namespace ptrm
