#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace ptrm {

/// An array of whole numbers, row-major.
struct IntArray {
    std::vector<std::int64_t> shape;
    std::vector<std::int32_t> values;
};

/// Reads a NumPy .npy file (format 1 to 3) of 8 to 64 bit integers, little-endian, in C order.
/// @throws Error (io, bad_file) for anything else, a size that is not the file's, or a number beyond 32 bits
IntArray read_npy(ByteSource source);

/// The bytes of such a file, format 1, with as few bytes a number as the largest needs. @param values at least 0
std::string npy_text(std::span<const std::int64_t> shape, std::span<const std::int32_t> values);

}  // namespace ptrm
