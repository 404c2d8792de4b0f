#pragma once

#include <string>

#include "ptrm/error.hpp"
#include "ptrm/puzzle_maker.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {

/// What is asked for, else `usual`.
inline std::string wish(const MakerWishes& wishes, std::string_view name, std::string_view usual) {
    const auto at = wishes.find(name);
    return at == wishes.end() ? std::string(usual) : at->second;
}

/// Likewise a whole number. @throws Error (bad_argument) for another
inline int wish(const MakerWishes& wishes, std::string_view name, int usual, int least, int most) {
    const auto at = wishes.find(name);
    if (at == wishes.end()) return usual;
    const auto number = whole_number(at->second);
    if (!number || *number < least || *number > most)
        throw Error(ErrorCode::bad_argument, "--" + std::string(name), "",
                    "a number from " + std::to_string(least) + " to " + std::to_string(most), "'" + at->second + "'");
    return static_cast<int>(*number);
}

}  // namespace ptrm
