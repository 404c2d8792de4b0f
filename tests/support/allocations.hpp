#pragma once

#include <cstddef>

namespace ptrm::test {

/// Calls of malloc and its kin by this program so far. Under a sanitizer, which has its own, always 0.
std::size_t allocations();

}  // namespace ptrm::test
