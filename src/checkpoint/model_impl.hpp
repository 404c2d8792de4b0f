#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/config.hpp"
#include "model/network.hpp"
#include "ptrm/model.hpp"

namespace ptrm {

struct Model::Impl {
    std::string name;  ///< of the file, for errors
    std::int64_t parameters;
    std::uint64_t fingerprint;
    std::uint64_t memory_limit;  ///< see LoadOptions
    int frame;                   ///< the same
    Larger larger;               ///< see largest_board()
    std::map<std::string, std::string> metadata;
    Network network;
};

/// What the folders above see of a model besides its public members.
struct ModelAccess {
    static const Model::Impl& impl(const Model& model) { return *model.impl_; }
    static const Network& network(const Model& model) { return model.impl_->network; }
};

}  // namespace ptrm
