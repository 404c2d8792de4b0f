#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace ptrm {

/// What a file is that was taken for weights and is none, and what to do about it; nothing where it could be weights.
std::optional<std::string> foreign_file(const ByteSource& source);

}  // namespace ptrm
