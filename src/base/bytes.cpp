#include "base/bytes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

ByteSource::ByteSource(const std::filesystem::path& path) : name_(path.string()) {
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (!std::filesystem::exists(status)) throw Error(ErrorCode::io, name_, "", "no such file");
    if (!std::filesystem::is_regular_file(status)) throw Error(ErrorCode::io, name_, "", "is not a regular file");
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw Error(ErrorCode::io, name_, "", std::string("cannot be opened for reading: ") + std::strerror(errno));
    file_ = std::shared_ptr<const int>(new int(descriptor), [](const int* open_file) {
        close(*open_file);
        delete open_file;
    });
    size_ = std::filesystem::file_size(path, problem);
    if (problem) throw Error(ErrorCode::io, name_, "", "cannot be read: " + problem.message());
}

ByteSource::ByteSource(std::span<const std::byte> bytes, std::string name)
    : name_(std::move(name)), memory_(bytes), size_(bytes.size()) {}

std::string ByteSource::text(std::uint64_t most) const {
    if (size_ > most)
        throw Error(ErrorCode::bad_file, name_, "", "at most " + std::to_string(most >> 20) + " MB", std::to_string(size_ >> 20));
    std::string text(size_, '\0');
    read(0, std::as_writable_bytes(std::span(text)));
    return text;
}

void ByteSource::read(std::uint64_t offset, std::span<std::byte> out) const {
    if (offset > size_ || out.size() > size_ - offset)
        throw Error(ErrorCode::bad_file, name_, "byte " + std::to_string(offset), std::to_string(out.size()) + " more bytes",
                    std::to_string(size_ - std::min(offset, size_)));
    if (!file_) {
        std::copy_n(memory_.begin() + static_cast<Index>(offset), out.size(), out.begin());
        return;
    }
    while (!out.empty()) {
        const ssize_t count = pread(*file_, out.data(), out.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0)  // 0: the file has become shorter since
            throw Error(ErrorCode::io, name_, "byte " + std::to_string(offset),
                        count < 0 ? std::string("cannot be read: ") + std::strerror(errno) : "is beyond the end by now");
        out = out.subspan(to_size(count));
        offset += static_cast<std::uint64_t>(count);
    }
}

}  // namespace ptrm
