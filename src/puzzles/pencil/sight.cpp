#include "puzzles/pencil/sight.hpp"

#include <algorithm>

#include "puzzles/pencil/sides.hpp"

namespace ptrm {

std::vector<std::int32_t> Sight::hints(const Board& board, const std::function<int(int)>& clue) const {
    const auto told = [&](int cell) { return std::min(clue(cell), clues_ - 1); };
    std::vector<std::int32_t> hints;
    for (int cell = 0; cell < board.cells(); ++cell) {
        hints.push_back(told(cell));
        for (int side = 0; side < 4; ++side) {
            int steps = 1, next = step(board, cell, side);
            for (; next >= 0 && clue(next) == 0; next = step(board, next, side)) ++steps;
            hints.push_back(seen_row() + side * clues_ + (next < 0 ? 0 : told(next)));
            hints.push_back(far_row() + side * kFar + std::min(steps, kFar) - 1);
        }
    }
    return hints;
}

std::int32_t Sight::turned(std::int32_t hint, int turn) const {
    const auto turned = [&](int first, int each) {
        const int place = hint - first;
        return first + turned_side(place / each, turn) * each + place % each;
    };
    if (hint < seen_row()) return hint;
    return hint < far_row() ? turned(seen_row(), clues_) : turned(far_row(), kFar);
}

}  // namespace ptrm
