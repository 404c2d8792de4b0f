#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace ptrm {

/// Bytes that can be read at any offset, from a file or from memory, by any number of threads; a read never passes the end.
/// Copies share the open file.
class ByteSource {
public:
    /// @throws Error (io) if the file cannot be opened or is no regular file
    explicit ByteSource(const std::filesystem::path& path);
    /// @param bytes kept by reference; @param name stands for the file's name in errors
    ByteSource(std::span<const std::byte> bytes, std::string name);

    /// Of the file, or what stands for it in errors.
    const std::string& name() const { return name_; }
    /// Bytes.
    std::uint64_t size() const { return size_; }
    /// Whether the bytes stay readable for as long as a copy of this lives: those of a file do, those of memory are the caller's.
    bool is_file() const { return file_ != nullptr; }

    /// Copies out.size() bytes from `offset` on.
    /// @throws Error (bad_file) if the range passes the end, Error (io) if the file cannot be read
    void read(std::uint64_t offset, std::span<std::byte> out) const;

    /// The bytes as text. @throws Error (bad_file) if there are more than `most`
    std::string text(std::uint64_t most) const;

private:
    std::string name_;
    std::shared_ptr<const int> file_;  // an open descriptor
    std::span<const std::byte> memory_;
    std::uint64_t size_ = 0;
};

}  // namespace ptrm
