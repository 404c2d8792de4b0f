#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ptrm::test {

/// A loader that is given any bytes: it reads them or throws, and does nothing else.
struct FuzzTarget {
    const char* name;  ///< of its folder in corpus/
    void (*run)(std::span<const std::uint8_t> bytes);
};

std::span<const FuzzTarget> fuzz_targets();

}  // namespace ptrm::test
