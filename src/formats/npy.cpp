#include "formats/npy.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>

#include "base/bytes.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

/// What follows `key` in the header's Python dictionary, up to `end`.
std::string field(const std::string& header, const std::string& key, char end, const std::string& name) {
    const auto at = header.find("'" + key + "':");
    const auto from = at == std::string::npos ? at : header.find_first_not_of(' ', at + key.size() + 3);
    const auto to = from == std::string::npos ? from : header.find(end, from);
    if (to == std::string::npos)
        throw Error(ErrorCode::bad_file, name, "header", "the key '" + key + "'", "none that can be read");
    return header.substr(from, to - from);
}

std::vector<std::int64_t> parse_shape(const std::string& text, const std::string& name) {
    std::vector<std::int64_t> shape;
    std::int64_t elements = 1;
    if (text.find_first_not_of("0123456789, ()L") != std::string::npos)
        throw Error(ErrorCode::bad_file, name, "header", "a shape of whole numbers from 0", text);
    for (std::size_t at = text.find_first_of("0123456789"); at != std::string::npos; at = text.find_first_of("0123456789", at)) {
        std::int64_t size = 0;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            size = 10 * size + (text[at] - '0');
            if (size > 1'000'000'000) throw Error(ErrorCode::bad_file, name, "header", "a shape below 10^9", text);
        }
        elements *= size;
        if (elements > 4'000'000'000) throw Error(ErrorCode::bad_file, name, "header", "at most 4 * 10^9 elements", text);
        shape.push_back(size);
    }
    return shape;
}

template <class Stored, class Number>
void convert(const std::vector<std::byte>& bytes, std::uint64_t first, const std::string& name, std::span<Number> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        Stored stored;
        std::memcpy(&stored, bytes.data() + i * sizeof stored, sizeof stored);
        out[i] = static_cast<Number>(stored);  // NOLINT(bugprone-signed-char-misuse): bytes are numbers here
        if constexpr (std::is_integral_v<Number>)
            if (static_cast<Stored>(out[i]) != stored || (out[i] < 0) != (stored < Stored{0}))
                throw Error(ErrorCode::bad_file, name, "element " + std::to_string(first + i), "a number of 32 bits",
                            std::to_string(stored));
    }
}

}  // namespace

NpyArray::NpyArray(ByteSource source) : source_(std::move(source)) {
    unsigned char start[12] = {};
    if (source_.size() < 12)
        throw Error(ErrorCode::bad_file, name(), "", "a .npy file", std::to_string(source_.size()) + " bytes");
    source_.read(0, std::as_writable_bytes(std::span(start)));
    if (std::memcmp(start, "\x93NUMPY", 6) != 0 || start[6] < 1 || start[6] > 3)
        throw Error(ErrorCode::bad_file, name(), "", "a .npy file of format 1 to 3", "other bytes");
    const bool wide = start[6] > 1;
    const std::uint64_t length =
        wide ? start[8] + 256ull * start[9] + 65536ull * start[10] + 16777216ull * start[11] : start[8] + 256ull * start[9];
    begin_ = (wide ? 12 : 10) + length;
    if (begin_ > source_.size() || length > 65536)
        throw Error(ErrorCode::bad_file, name(), "header length", "at most the file's", std::to_string(length));
    std::string header(length, ' ');
    source_.read(begin_ - length, std::as_writable_bytes(std::span(header)));

    if (const std::string order = field(header, "fortran_order", ',', name()); order != "False")
        throw Error(ErrorCode::bad_file, name(), "header, key fortran_order", "False, which is C order", order);
    type_ = field(header, "descr", ',', name());
    shape_ = parse_shape(field(header, "shape", ')', name()), name());
    for (const std::int64_t size : shape_) elements_ *= static_cast<std::uint64_t>(size);
    const char digit = type_.size() >= 5 ? type_[type_.size() - 2] : '?';
    if (digit == '1' || digit == '2' || digit == '4' || digit == '8') width_ = static_cast<std::uint64_t>(digit - '0');
    if (width_ == 0) throw Error(ErrorCode::bad_file, name(), "header, key descr", "numbers of 1 to 8 bytes", type_);
    if (elements_ * width_ != source_.size() - begin_)
        throw Error(ErrorCode::bad_file, name(), "data", std::to_string(elements_ * width_) + " bytes by the header",
                    std::to_string(source_.size() - begin_));
}

std::vector<std::byte> NpyArray::bytes(std::uint64_t first, std::size_t count) const {
    std::vector<std::byte> bytes(count * width_);
    source_.read(begin_ + first * width_, bytes);
    return bytes;
}

void NpyArray::read(std::uint64_t first, std::span<std::int32_t> out) const {
    const auto found = bytes(first, out.size());
    if (type_ == "'|u1'" || type_ == "'<u1'")
        convert<std::uint8_t>(found, first, name(), out);
    else if (type_ == "'|i1'" || type_ == "'<i1'")
        convert<std::int8_t>(found, first, name(), out);
    else if (type_ == "'<u2'")
        convert<std::uint16_t>(found, first, name(), out);
    else if (type_ == "'<i2'")
        convert<std::int16_t>(found, first, name(), out);
    else if (type_ == "'<u4'")
        convert<std::uint32_t>(found, first, name(), out);
    else if (type_ == "'<i4'")
        convert<std::int32_t>(found, first, name(), out);
    else if (type_ == "'<u8'")
        convert<std::uint64_t>(found, first, name(), out);
    else if (type_ == "'<i8'")
        convert<std::int64_t>(found, first, name(), out);
    else
        throw Error(ErrorCode::bad_file, name(), "header, key descr", "little-endian integers", type_);
}

void NpyArray::read(std::uint64_t first, std::span<float> out) const {
    const auto found = bytes(first, out.size());
    if (type_ == "'<f4'")
        convert<float>(found, first, name(), out);
    else if (type_ == "'<f8'")
        convert<double>(found, first, name(), out);
    else
        throw Error(ErrorCode::bad_file, name(), "header, key descr", "little-endian float32 or float64", type_);
}

IntArray read_npy(ByteSource source) {
    const NpyArray file(std::move(source));
    IntArray array{file.shape(), std::vector<std::int32_t>(file.elements())};
    file.read(0, array.values);
    return array;
}

std::string npy_text(std::span<const std::int64_t> shape, std::span<const std::int32_t> values) {
    const std::int32_t largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    const int bytes = largest < 256 ? 1 : largest < 65536 ? 2 : 4;
    std::string sizes;
    for (const std::int64_t size : shape) sizes += std::to_string(size) + ", ";
    std::string header = std::string("{'descr': '") +
                         (bytes == 1   ? "|u1"
                          : bytes == 2 ? "<u2"
                                       : "<i4") +
                         "', 'fortran_order': False, 'shape': (" + sizes + "), }";
    header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
    header += '\n';
    std::string text = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size() & 255) +
                       static_cast<char>(header.size() >> 8) + header;
    for (const std::int32_t value : values)
        for (int byte = 0; byte < bytes; ++byte) text += static_cast<char>(static_cast<std::uint32_t>(value) >> (8 * byte) & 255);
    return text;
}

}  // namespace ptrm
