#pragma once

#include <optional>
#include <string>

namespace ptrm {

/// A puzzle of a file.
template <class Grid>
struct PuzzleEntry {
    Grid question;
    std::optional<Grid> answer;  ///< where the file has it
    std::string group;           ///< what a CSV's column `source` says, else empty
    std::optional<long> rating;  ///< what a CSV's column `rating` says
    std::string place;           ///< "FILE:LINE"
};

}  // namespace ptrm
