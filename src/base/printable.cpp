#include "base/printable.hpp"

#include <algorithm>

namespace ptrm {
namespace {

bool moves_or_hides(long code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
           (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe007f);
}

std::string escaped(std::string_view bytes, long code) {
    if (code == '\n') return "\\n";
    if (code == '\t') return "\\t";
    if (code == '\r') return "\\r";
    const auto value = static_cast<unsigned long>(code < 0 ? static_cast<unsigned char>(bytes[0]) : code);
    std::string digits;
    for (int shift = value < 0x100 ? 4 : value < 0x10000 ? 12 : 20; shift >= 0; shift -= 4)
        digits += "0123456789abcdef"[value >> shift & 15];
    return (value < 0x100 ? "\\x" : "\\u") + digits;
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
    std::string safe;
    bool cut = false;
    // No character shrinks, so what lies beyond need not be looked at.
    for_each_character(most > 0 ? text.substr(0, most + 4) : text, [&](std::string_view bytes, long code) {
        if (cut) return;
        const std::size_t whole = safe.size();
        if (code < 0 || moves_or_hides(code))
            safe += escaped(bytes, code);
        else
            safe += bytes;
        cut = most > 0 && safe.size() > most;
        if (cut) safe.resize(whole);
    });
    return cut ? safe + "..." : safe;
}

std::string printable_lines(std::string_view text) {
    std::string safe;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        safe += printable(text.substr(at, end - at));
        if (end < text.size()) safe += '\n';
        at = end + 1;
    }
    return safe;
}

}  // namespace ptrm
