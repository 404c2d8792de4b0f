#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace ptrm {

/// An array of whole numbers, row-major.
struct IntArray {
    std::vector<std::int64_t> shape;   ///< of the array
    std::vector<std::int32_t> values;  ///< as many as the product of the shape
};

/// A NumPy .npy file (format 1 to 3), little-endian and in C order: its numbers are read when asked for, from any thread.
class NpyArray {
public:
    /// @throws Error (io, bad_file) for anything else, or a size that is not the file's
    explicit NpyArray(ByteSource source);

    /// Of the file, for errors.
    const std::string& name() const { return source_.name(); }
    /// Of the array.
    const std::vector<std::int64_t>& shape() const { return shape_; }
    /// The product of the shape.
    std::uint64_t elements() const { return elements_; }

    /// The numbers from the `first` on. @throws Error (bad_file) unless they are integers of 8 to 64 bits, of a value of 32
    void read(std::uint64_t first, std::span<std::int32_t> out) const;
    /// The same of float32 or float64. @throws Error (bad_file)
    void read(std::uint64_t first, std::span<float> out) const;

private:
    std::vector<std::byte> bytes(std::uint64_t first, std::size_t count) const;

    ByteSource source_;
    std::vector<std::int64_t> shape_;
    std::string type_;  // "'<f4'"
    std::uint64_t elements_ = 1, begin_ = 0, width_ = 0;
};

/// All of a file of integers. @throws as NpyArray
IntArray read_npy(ByteSource source);

/// The bytes of such a file, format 1, with as few bytes a number as the largest needs. @param values at least 0
std::string npy_text(std::span<const std::int64_t> shape, std::span<const std::int32_t> values);

}  // namespace ptrm
