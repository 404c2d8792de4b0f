#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/model.hpp"

namespace ptrm {

/// Reads the JSON of `trm_config`. Every number is checked against a range before anything is allocated by it.
/// @param file for errors. @throws Error (bad_file)
Architecture parse_architecture(const std::string& json, const std::string& file);

/// How weights whose positions are relative do on boards larger than their own.
struct Larger {
    int side = 0;    ///< up to which they were measured; 0 for none
    int window = 0;  ///< Architecture::window there
};

/// Reads the JSON of `ptrm_larger`: {"side", "window"}, the latter, if it is not said, two fewer than the side of the file's own
/// boards, for cells farther apart than that are too few there to learn from. @param file for errors. @throws Error (bad_file)
Larger parse_larger(const std::string& json, const Architecture& architecture, const std::string& file);

/// The keys of `trm_config` that it reads.
std::vector<std::string_view> config_keys();

/// A tensor of a model file.
struct TensorSpec {
    std::string name;                 ///< the official one, see tensor_names.hpp
    std::vector<std::int64_t> shape;  ///< row-major
};

/// Exactly the tensors of a model of this architecture.
std::vector<TensorSpec> tensor_specs(const Architecture& architecture);

}  // namespace ptrm
