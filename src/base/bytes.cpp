#include "base/bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "ptrm/error.hpp"

namespace ptrm {

ByteSource::ByteSource(const std::filesystem::path& path) : name_(path.string()) {
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (!std::filesystem::exists(status)) throw Error(ErrorCode::io, name_, "", "no such file");
    if (!std::filesystem::is_regular_file(status)) throw Error(ErrorCode::io, name_, "", "is not a regular file");
    size_ = std::filesystem::file_size(path, problem);
    file_.open(path, std::ios::binary);
    if (problem || !file_)
        throw Error(ErrorCode::io, name_, "", std::string("cannot be opened for reading: ") + std::strerror(errno));
}

ByteSource::ByteSource(std::span<const std::byte> bytes, std::string name)
    : name_(std::move(name)), memory_(bytes), size_(bytes.size()) {}

void ByteSource::read(std::uint64_t offset, std::span<std::byte> out) {
    if (offset > size_ || out.size() > size_ - offset)
        throw Error(ErrorCode::bad_file, name_, "byte " + std::to_string(offset), std::to_string(out.size()) + " more bytes",
                    std::to_string(size_ - std::min(offset, size_)));
    if (!file_.is_open()) {
        std::copy_n(memory_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
        return;
    }
    file_.seekg(static_cast<std::streamoff>(offset));
    file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    if (!file_) throw Error(ErrorCode::io, name_, "byte " + std::to_string(offset), "cannot be read");
}

}  // namespace ptrm
