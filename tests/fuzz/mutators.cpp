#include "fuzz/mutators.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <optional>
#include <string>

#include "base/index.hpp"
#include "base/random.hpp"

namespace ptrm::test {
namespace {

using Pieces = std::vector<Bytes>;
using ChangeBytes = std::function<std::size_t(std::uint8_t*, std::size_t, std::size_t)>;

Bytes join(const Pieces& pieces) {
    Bytes all;
    for (const Bytes& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
    return all;
}

Bytes of_text(std::string_view text) { return {text.begin(), text.end()}; }

/// Strings, numbers and words, and everything else byte by byte.
Pieces tokens(std::span<const std::uint8_t> text) {
    Pieces pieces;
    const auto is_word = [](std::uint8_t byte) { return std::isalnum(byte) != 0 || byte == '_' || byte == '-' || byte == '.'; };
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        if (text[i] == '"') {
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2u : 1u;
            end = std::min(end + 1, text.size());
        } else if (is_word(text[i])) {
            while (end < text.size() && is_word(text[end])) ++end;
        }
        pieces.emplace_back(text.begin() + static_cast<Index>(i), text.begin() + static_cast<Index>(end));
        i = end;
    }
    return pieces;
}

Pieces lines(std::span<const std::uint8_t> text) {
    Pieces pieces(1);
    for (const std::uint8_t byte : text) {
        pieces.back().push_back(byte);
        if (byte == '\n') pieces.emplace_back();
    }
    return pieces;
}

/// How long an opcode of a pickle is with its argument; nothing for one that we do not know.
std::optional<std::size_t> opcode_length(std::span<const std::uint8_t> from) {
    const auto number = [&](std::size_t bytes) {
        std::size_t value = 0;
        for (std::size_t i = 0; i < bytes && 1 + i < from.size(); ++i) value |= std::size_t{from[1 + i]} << (8 * i);
        return value;
    };
    const auto to_line_end = [&](int count) {
        std::size_t end = 1;
        for (; end < from.size() && count > 0; ++end) count -= from[end] == '\n' ? 1 : 0;
        return end;
    };
    switch (from[0]) {
        case 0x80:
        case 'K':
        case 'q':
        case 'h':
        case 0x82: return 2;
        case 'M':
        case 0x83: return 3;
        case 'J':
        case 'r':
        case 'j':
        case 0x84: return 5;
        case 'G':
        case 0x95: return 9;
        case 'U':
        case 'C':
        case 0x8c:
        case 0x8a: return 2 + number(1);
        case 'T':
        case 'X':
        case 'B':
        case 0x8b: return 5 + number(4);
        case 0x8d:
        case 0x8e: return 9 + number(8);
        case 'c':
        case 'i': return to_line_end(2);
        case 'I':
        case 'L':
        case 'F':
        case 'S':
        case 'V':
        case 'p':
        case 'g':
        case 'P': return to_line_end(1);
        default:
            return std::strchr("(.012abdelostuNQR}]){\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94", from[0]) != nullptr
                       ? std::optional<std::size_t>(1)
                       : std::nullopt;
    }
}

Pieces opcodes(std::span<const std::uint8_t> pickle) {
    Pieces pieces;
    while (!pickle.empty()) {
        const std::size_t length = std::clamp<std::size_t>(opcode_length(pickle).value_or(1), 1, pickle.size());
        pieces.emplace_back(pickle.begin(), pickle.begin() + static_cast<Index>(length));
        pickle = pickle.subspan(length);
    }
    return pieces;
}

/// Numbers and names that programs stumble over.
Bytes odd_token(Random& random) {
    constexpr std::array kOdd{"0",    "-1",   "1e308", "-0", "2147483648", "9223372036854775808", "0.1", "null",
                              "true", "\"\"", "[]",    "{}", "NaN",        "\"\\u0000\"",         "\n",  ","};
    return of_text(at(kOdd, random.below(std::ssize(kOdd))));
}

/// Moves, doubles and drops pieces, or changes the bytes of one.
void rearrange(Pieces& pieces, Random& random, const ChangeBytes& change, bool text) {
    for (int edit = random.below(3); edit >= 0 && !pieces.empty(); --edit) {
        const int count = count_of(pieces), one = random.below(count), other = random.below(count);
        const auto place = pieces.begin() + one;
        switch (random.below(text ? 12 : 7)) {
            case 0: pieces.erase(place, place + std::min(1 + random.below(4), count - one)); break;
            case 1: pieces.insert(place, Bytes(at(pieces, other))); break;
            case 2: std::swap(at(pieces, one), at(pieces, other)); break;
            case 3: at(pieces, one) = at(pieces, other); break;
            case 4: {  // a run again and again: nesting, long lists, two of a name
                const Pieces run(place, place + std::min(1 + random.below(6), count - one));
                for (int times = random.below(20); times > 0; --times)
                    pieces.insert(pieces.begin() + one, run.begin(), run.end());
                break;
            }
            case 5:
            case 6: {
                Bytes& bytes = at(pieces, one);
                const std::size_t size = bytes.size();
                bytes.resize(size + 16);
                bytes.resize(change(bytes.data(), size, bytes.size()));
                break;
            }
            case 7: at(pieces, one) = odd_token(random); break;
            default: {  // a number for a number, a name for a name: what is well formed stays so
                const auto alike = [&](const Bytes& piece) {
                    return !piece.empty() && !at(pieces, one).empty() &&
                           std::isdigit(piece[0]) == std::isdigit(at(pieces, one)[0]) &&
                           std::ispunct(piece[0]) == std::ispunct(at(pieces, one)[0]) &&
                           (piece[0] == '"') == (at(pieces, one)[0] == '"');
                };
                const auto found = std::find_if(pieces.begin() + other, pieces.end(), alike);
                if (found != pieces.end()) at(pieces, one) = Bytes(*found);
            }
        }
    }
}

Bytes rearranged(Pieces pieces, Random& random, const ChangeBytes& change, bool text) {
    rearrange(pieces, random, change, text);
    return join(pieces);
}

/// Little-endian, of `bytes` bytes.
std::uint64_t number_at(std::span<const std::uint8_t> data, std::size_t place, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes && place + i < data.size(); ++i) value |= std::uint64_t{data[place + i]} << (8 * i);
    return value;
}

void append(Bytes& to, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// A file that begins with `before` bytes and the length of a text in `bytes` more, the text and what follows: the text is
/// rearranged, and its length is right.
Bytes with_header(std::span<const std::uint8_t> input, std::size_t before, std::size_t bytes, Random& random,
                  const ChangeBytes& change) {
    const std::size_t text = before + bytes;
    if (input.size() < text) return {input.begin(), input.end()};
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(number_at(input, before, bytes), input.size() - text));
    const Bytes header = rearranged(tokens(input.subspan(text, length)), random, change, true);
    Bytes out(input.begin(), input.begin() + static_cast<Index>(before));
    append(out, header.size(), bytes);
    out.insert(out.end(), header.begin(), header.end());
    out.insert(out.end(), input.begin() + static_cast<Index>(text + length), input.end());
    return out;
}

std::uint32_t crc32(const Bytes& bytes) {
    std::uint32_t crc = ~0u;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

struct ZipEntry {
    std::string name;
    Bytes content;
};

/// Of the entries that are stored as they are, as torch.save writes them; nothing for another file.
std::vector<ZipEntry> read_zip(std::span<const std::uint8_t> input) {
    constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50;
    std::vector<ZipEntry> entries;
    // The directory has the sizes, which a stream's local headers have not.
    for (std::size_t at = 0; at + 46 <= input.size(); ++at) {
        if (number_at(input, at, 4) != kCentral) continue;
        const std::size_t size = number_at(input, at + 20, 4), name = number_at(input, at + 28, 2),
                          local = number_at(input, at + 42, 4);
        if (number_at(input, local, 4) != kLocal || at + 46 + name > input.size()) continue;
        const std::size_t content = local + 30 + number_at(input, local + 26, 2) + number_at(input, local + 28, 2);
        if (content + size > input.size()) continue;
        entries.push_back({{input.begin() + static_cast<Index>(at + 46), input.begin() + static_cast<Index>(at + 46 + name)},
                           {input.begin() + static_cast<Index>(content), input.begin() + static_cast<Index>(content + size)}});
    }
    return entries;
}

Bytes write_zip(const std::vector<ZipEntry>& entries) {
    Bytes out, directory;
    for (const auto& [name, content] : entries) {
        Bytes common;
        append(common, 20, 2);  // version
        append(common, 0, 8);   // flags, stored, time and date
        append(common, crc32(content), 4);
        append(common, content.size(), 4);
        append(common, content.size(), 4);
        append(common, name.size(), 2);
        append(common, 0, 2);
        const std::size_t local = out.size();
        append(out, 0x04034b50, 4);
        out.insert(out.end(), common.begin(), common.end());
        out.insert(out.end(), name.begin(), name.end());
        out.insert(out.end(), content.begin(), content.end());
        append(directory, 0x02014b50, 4);
        append(directory, 20, 2);
        directory.insert(directory.end(), common.begin(), common.end());
        append(directory, 0, 8);
        append(directory, 0, 2);
        append(directory, local, 4);
        directory.insert(directory.end(), name.begin(), name.end());
    }
    const std::size_t begin = out.size();
    out.insert(out.end(), directory.begin(), directory.end());
    append(out, 0x06054b50, 4);
    append(out, 0, 4);
    append(out, entries.size(), 2);
    append(out, entries.size(), 2);
    append(out, directory.size(), 4);
    append(out, begin, 4);
    append(out, 0, 2);
    return out;
}

Bytes zip(std::span<const std::uint8_t> input, Random& random, const ChangeBytes& change) {
    std::vector<ZipEntry> entries = read_zip(input);
    if (entries.empty()) return {input.begin(), input.end()};
    ZipEntry& one = random.below(4) == 0 ? at(entries, random.below(count_of(entries))) : entries.front();
    switch (random.below(8)) {
        case 0: entries.push_back(ZipEntry(one)); break;
        case 1: one.name += "x"; break;
        default: one.content = rearranged(opcodes(one.content), random, change, false);
    }
    return write_zip(entries);
}

}  // namespace

Bytes mutated(std::string_view target, std::span<const std::uint8_t> input, std::size_t most, std::uint64_t seed,
              const ChangeBytes& change) {
    Random random(seed, 1);
    Bytes out(input.begin(), input.end());
    if (random.below(3) == 0 || input.empty()) {  // without any thought of the format
        out.resize(std::max(most, out.size()));
        out.resize(change(out.data(), input.size(), most));
    } else if (target == "model") {
        out = with_header(input, 0, 8, random, change);
    } else if (target == "npy") {
        out = with_header(input, 8, 2, random, change);
    } else if (target == "checkpoint") {
        out = zip(input, random, change);
    } else if (target == "pickle") {
        out = rearranged(opcodes(input), random, change, false);
    } else {
        const bool by_lines = random.below(2) == 0;
        out = rearranged(by_lines ? lines(input) : tokens(input), random, change, true);
    }
    if (out.size() > most) out.resize(most);
    return out;
}

}  // namespace ptrm::test
