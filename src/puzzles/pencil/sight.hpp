#pragma once

#include <functional>
#include <vector>

#include "puzzles/pencil/rules.hpp"

namespace ptrm {

/// Hints of a kind with clues in cells that look the same from all sides: of each cell its own clue, and towards each side how
/// far away the next cell with a clue is, and which clue that is; or how far the board's edge.
class Sight {
public:
    /// @param most the last clue, counted from 1; 0 is none, and those beyond are told as the last
    explicit constexpr Sight(int most) : clues_(most + 1) {}

    int rows() const { return far_row() + 4 * kFar; }
    std::vector<std::int32_t> hints(const Board& board, const std::function<int(int cell)>& clue) const;
    /// What a hint becomes when the board is turned.
    std::int32_t turned(std::int32_t hint, int turn) const;

private:
    static constexpr int kFar = 16;  ///< cells away, and more

    // Rows: own clues, those seen on each side, then how far away those are.
    int seen_row() const { return clues_; }
    int far_row() const { return 5 * clues_; }

    int clues_;
};

}  // namespace ptrm
