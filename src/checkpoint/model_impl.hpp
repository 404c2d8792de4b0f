#pragma once

#include "model/network.hpp"
#include "ptrm/model.hpp"

namespace ptrm {

struct Model::Impl {
    std::string name;  ///< the file's, for errors
    Task task;
    std::int64_t parameters;
    std::uint64_t fingerprint;
    std::map<std::string, std::string> metadata;
    Network network;
};

}  // namespace ptrm
