#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ptrm {

/// A text that is safe to show on a terminal and in one line: control characters, line separators, characters that change the
/// direction of writing, and bytes that are no UTF-8 are written as escapes (\n, \x1b, \u202e).
/// @param most bytes after which the text is cut and "..." added; 0 for no limit
std::string printable(std::string_view text, std::size_t most = 0);

/// The same with line breaks kept: the text of a whole page or message.
std::string printable_lines(std::string_view text);

/// Calls visit(bytes, code) for each character of UTF-8; code is -1 for a byte that belongs to none.
template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
        const unsigned first = byte(0);
        const std::size_t length = first < 0x80                    ? 1
                                   : first >= 0xc2 && first < 0xe0 ? 2
                                   : first >= 0xe0 && first < 0xf0 ? 3
                                   : first >= 0xf0 && first < 0xf5 ? 4
                                                                   : 0;
        long code = length == 1 ? static_cast<long>(first) : static_cast<long>(first & (0xffu >> (length + 1)));
        bool whole = length > 0;
        for (std::size_t i = 1; whole && i < length; ++i) {
            whole = (byte(i) & 0xc0u) == 0x80u;
            code = code << 6 | static_cast<long>(byte(i) & 0x3fu);
        }
        // Longer than needed, half of a surrogate pair, or beyond Unicode.
        if (whole && ((length == 3 && code < 0x800) || (length == 4 && (code < 0x10000 || code > 0x10ffff)) ||
                      (code >= 0xd800 && code <= 0xdfff)))
            whole = false;
        visit(text.substr(at, whole ? length : 1), whole ? code : -1);
        at += whole ? length : 1;
    }
}

}  // namespace ptrm
