#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace ptrm {

/// Types of numbers that the library knows.
enum class DType { f32, f16, bf16, i32, other };

/// What the header says of a tensor.
struct TensorEntry {
    DType dtype = DType::other;       ///< of its numbers
    std::string dtype_name;           ///< as the file spells it: "F32"
    std::vector<std::int64_t> shape;  ///< row-major
    std::uint64_t begin = 0;          ///< first byte, from the start of the data part
    std::uint64_t end = 0;            ///< and the one after the last

    /// The product of the shape.
    std::int64_t elements() const;
};

/// The product of a shape's sizes.
std::uint64_t element_count(const std::vector<std::int64_t>& shape);
/// "[2, 128]".
std::string shape_text(const std::vector<std::int64_t>& shape);

/// What a file is that was taken for weights and is none, and what to do about it; nothing where it could be weights.
std::optional<std::string> foreign_file(const ByteSource& source);

/// A .safetensors file: 8 bytes with the header's length, a JSON header that names tensors, the data. The whole header is
/// checked when it is opened: every tensor's bytes agree with its shape, and together they cover the data exactly, without
/// gap, overlap or trailing bytes. Tensors are read when asked for, from any thread.
class Safetensors {
public:
    /// @throws Error (io, bad_file)
    explicit Safetensors(ByteSource source);

    /// Of the file, for errors.
    const std::string& name() const { return source_.name(); }
    /// By their names.
    const std::map<std::string, TensorEntry>& tensors() const { return tensors_; }
    /// What `__metadata__` says.
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    /// The tensor's entry. @throws Error (bad_file) if the file has no such tensor
    const TensorEntry& entry(const std::string& tensor) const;

    /// The values of an F32, F16 or BF16 tensor. @throws Error (bad_file) if it is missing or of another type
    std::vector<float> floats(const std::string& tensor) const;
    /// Its values from the `first` on. @throws the same, or for values that it does not have
    void floats(const std::string& tensor, std::uint64_t first, std::span<float> out) const;
    /// The values of an I32 tensor. @throws Error (bad_file) if it is missing or of another type
    std::vector<std::int32_t> ints(const std::string& tensor) const;
    /// See ByteSource::lasts().
    bool is_file() const { return source_.is_file(); }

private:
    void check_layout(std::uint64_t data_size) const;

    ByteSource source_;
    std::uint64_t data_begin_ = 0;
    std::map<std::string, TensorEntry> tensors_;
    std::map<std::string, std::string> metadata_;
};

/// A tensor to be written, whose values are fetched a part at a time, so that it need not fit into memory.
struct TensorSource {
    std::string name;                                                     ///< in the header
    std::vector<std::int64_t> shape;                                      ///< row-major
    std::function<void(std::uint64_t first, std::span<float> out)> read;  ///< values from the `first` on, row-major
};

/// What stands before the data of such tensors, as F32 or BF16, back to back: the header and its length, padded to 8 bytes.
std::string safetensors_header(const std::vector<TensorSource>& tensors, const std::map<std::string, std::string>& metadata,
                               DType dtype);

/// Writes them. The file appears whole or not at all.
/// @throws Error (io) with the system's reason
void write_safetensors(const std::filesystem::path& path, const std::vector<TensorSource>& tensors,
                       const std::map<std::string, std::string>& metadata, DType dtype);

}  // namespace ptrm
