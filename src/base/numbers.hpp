#pragma once

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace ptrm {

/// The number that is the whole of a text, in the manner of std::from_chars: no blanks, no '+', no locale. Nothing for any other
/// text, or a number that does not fit.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
#if !defined(__cpp_lib_to_chars)  // libc++ reads no floating-point numbers by std::from_chars
    if constexpr (std::is_floating_point_v<Number>) {
        if (text.empty() || text.find_first_not_of("0123456789.eE+-infatyINFATY") != std::string_view::npos || text[0] == '+')
            return std::nullopt;
        const std::string whole(text);
        char* end = nullptr;
        value = static_cast<Number>(std::strtod(whole.c_str(), &end));
        return end == whole.c_str() + whole.size() ? std::optional(value) : std::nullopt;
    } else
#endif
    {
        const char* const last = text.data() + text.size();
        const auto [end, error] = std::from_chars(text.data(), last, value);
        return error == std::errc() && end == last ? std::optional(value) : std::nullopt;
    }
}

/// The number that all of a text is, from 0 on.
inline std::optional<int> whole_number(std::string_view text) {
    const auto value = parse_number<int>(text);
    return value && *value >= 0 ? value : std::nullopt;
}

}  // namespace ptrm
