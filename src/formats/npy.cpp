#include "formats/npy.hpp"

#include <algorithm>
#include <cstring>
#include <string>

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

template <class Stored>
std::vector<std::int32_t> convert(const std::vector<std::byte>& bytes, const std::string& name) {
    std::vector<std::int32_t> values(bytes.size() / sizeof(Stored));
    for (std::size_t i = 0; i < values.size(); ++i) {
        Stored stored;
        std::memcpy(&stored, bytes.data() + i * sizeof stored, sizeof stored);
        values[i] = static_cast<std::int32_t>(stored);
        if (static_cast<Stored>(values[i]) != stored || (values[i] < 0) != (stored < Stored{0}))
            throw Error(ErrorCode::bad_file, name, "element " + std::to_string(i), "a number of 32 bits", std::to_string(stored));
    }
    return values;
}

}  // namespace

IntArray read_npy(ByteSource source) {
    const std::string name = source.name();
    unsigned char start[12] = {};
    if (source.size() < 12) throw Error(ErrorCode::bad_file, name, "", "a .npy file", std::to_string(source.size()) + " bytes");
    source.read(0, std::as_writable_bytes(std::span(start)));
    if (std::memcmp(start, "\x93NUMPY", 6) != 0 || start[6] < 1 || start[6] > 3)
        throw Error(ErrorCode::bad_file, name, "", "a .npy file of format 1 to 3", "other bytes");
    const bool wide = start[6] > 1;
    const std::uint64_t length =
        wide ? start[8] + 256ull * start[9] + 65536ull * start[10] + 16777216ull * start[11] : start[8] + 256ull * start[9];
    const std::uint64_t begin = wide ? 12 : 10;
    if (begin + length > source.size() || length > 65536)
        throw Error(ErrorCode::bad_file, name, "header length", "at most the file's", std::to_string(length));
    std::string header(length, ' ');
    source.read(begin, std::as_writable_bytes(std::span(header)));

    if (field(header, "fortran_order", ',', name) != "False")
        throw Error(ErrorCode::bad_file, name, "header", "C order (fortran_order False)", "another");
    const std::string type = field(header, "descr", ',', name);
    IntArray array{parse_shape(field(header, "shape", ')', name), name), {}};
    std::uint64_t elements = 1;
    for (const std::int64_t size : array.shape) elements *= static_cast<std::uint64_t>(size);
    const char digit = type.size() >= 5 ? type[type.size() - 2] : '?';
    const std::uint64_t width =
        digit == '1' || digit == '2' || digit == '4' || digit == '8' ? static_cast<std::uint64_t>(digit - '0') : 0;
    if (width == 0 || elements * width != source.size() - begin - length)
        throw Error(ErrorCode::bad_file, name, "data",
                    width == 0 ? "integers" : std::to_string(elements * width) + " bytes by the header",
                    width == 0 ? type : std::to_string(source.size() - begin - length));
    std::vector<std::byte> bytes(elements * width);
    source.read(begin + length, bytes);
    if (type == "'|u1'" || type == "'<u1'")
        array.values = convert<std::uint8_t>(bytes, name);
    else if (type == "'|i1'" || type == "'<i1'")
        array.values = convert<std::int8_t>(bytes, name);
    else if (type == "'<u2'")
        array.values = convert<std::uint16_t>(bytes, name);
    else if (type == "'<i2'")
        array.values = convert<std::int16_t>(bytes, name);
    else if (type == "'<u4'")
        array.values = convert<std::uint32_t>(bytes, name);
    else if (type == "'<i4'")
        array.values = convert<std::int32_t>(bytes, name);
    else if (type == "'<u8'")
        array.values = convert<std::uint64_t>(bytes, name);
    else if (type == "'<i8'")
        array.values = convert<std::int64_t>(bytes, name);
    else
        throw Error(ErrorCode::bad_file, name, "header, key descr", "little-endian integers", type);
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
