#pragma once

#include <memory>

#include "ptrm/puzzle_kind.hpp"

namespace ptrm::tools {

/// A fresh CaDiCaL. @throws Error (bad_argument) in a build without it
std::unique_ptr<Sat> make_cadical();

}  // namespace ptrm::tools
