#pragma once

#include <string>

#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {

/// @throws Error (bad_argument) where something is asked for that is none of the options
inline void check_wishes(const PuzzleKind& kind, const MakerWishes& wishes) {
    const auto options = kind.maker_options();
    for (const auto& [name, value] : wishes) {
        std::string known;
        bool found = false;
        for (const MakerOption& option : options) {
            found = found || option.name == name;
            known.append(known.empty() ? "" : ", ").append(option.name);
        }
        if (!found) throw Error(ErrorCode::bad_argument, std::string(kind.name()), "", "one of " + known, "'" + name + "'");
    }
}

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
