#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

namespace ptrm {

/// Bytes that can be read at any offset, from a file or from memory; a read never passes the end.
class ByteSource {
public:
    /// @throws Error (io) if the file cannot be opened or is no regular file
    explicit ByteSource(const std::filesystem::path& path);
    /// @param bytes kept by reference; @param name stands for the file's name in errors
    ByteSource(std::span<const std::byte> bytes, std::string name);

    const std::string& name() const { return name_; }
    std::uint64_t size() const { return size_; }

    /// Copies out.size() bytes from `offset` on.
    /// @throws Error (bad_file) if the range passes the end, Error (io) if the file cannot be read
    void read(std::uint64_t offset, std::span<std::byte> out);

private:
    std::string name_;
    std::ifstream file_;
    std::span<const std::byte> memory_;
    std::uint64_t size_ = 0;
};

}  // namespace ptrm
