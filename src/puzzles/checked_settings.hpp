#pragma once

#include <string>
#include <utility>

#include "base/numbers.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {

/// What is asked of a kind's puzzles, and what its options say where nothing is.
class CheckedSettings {
public:
    /// @throws Error (bad_argument) where something is asked for that is none of the options
    CheckedSettings(const PuzzleKind& kind, const MakerSettings& settings) : asked_(settings) {
        std::string known;
        for (const MakerOption& option : kind.maker_options()) {
            known.append(known.empty() ? "" : ", ").append(option.name);
            usual_[std::string(option.name)] = option.default_value;
        }
        for (const auto& [name, value] : settings)
            if (!usual_.contains(name))
                throw Error(ErrorCode::bad_argument, std::string(kind.name()), "", "one of " + known, "'" + name + "'");
    }

    const std::string& text(const std::string& name) const {
        const auto at = asked_.find(name);
        return at == asked_.end() ? usual_.at(name) : at->second;
    }

    /// 0 where nothing is asked for, nor usual. @throws Error (bad_argument) for another number
    int number(const std::string& name, int least, int most) const {
        const std::string& value = text(name);
        if (value.empty() && !asked_.contains(name)) return 0;
        const auto number = whole_number(value);
        if (!number || *number < least || *number > most)
            throw Error(ErrorCode::bad_argument, "--" + name, "",
                        "a number from " + std::to_string(least) + " to " + std::to_string(most), "'" + value + "'");
        return *number;
    }

    /// LOW:HIGH; 0 and 0 where nothing is asked for. @param word what else may be asked for, in the error's words
    /// @throws Error (bad_argument) for anything else
    std::pair<int, int> range(const std::string& name, int least, int most, const std::string& word = "") const {
        const std::string& value = text(name);
        if (value.empty()) return {0, 0};
        const auto colon = value.find(':');
        const auto low = whole_number(value.substr(0, colon)),
                   high = colon == std::string::npos ? low : whole_number(value.substr(colon + 1));
        if (!low || !high || *low < least || *high > most || *low > *high)
            throw Error(ErrorCode::bad_argument, "--" + name, "",
                        "LOW:HIGH, numbers from " + std::to_string(least) + " to " + std::to_string(most) + word,
                        "'" + value + "'");
        return {*low, *high};
    }

private:
    const MakerSettings& asked_;
    MakerSettings usual_;
};

}  // namespace ptrm
