#pragma once

#include <optional>
#include <string>

namespace ptrm {

/// A puzzle of a file, as a grid of its own type.
template <class Grid>
struct GridEntry {
    Grid question;
    std::optional<Grid> answer;          ///< where the file has it
    std::string group;                   ///< what a CSV's column `source` says, else empty
    std::optional<std::int64_t> rating;  ///< what a CSV's column `rating` says
    std::string place;                   ///< "FILE:LINE"
};

}  // namespace ptrm
