#include "puzzles/fit.hpp"

#include <algorithm>

#include "base/index.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {

bool fits(const Puzzle& small, const Puzzle& large) {
    if (const PuzzleKind* kind = find_puzzle_kind(small.task().puzzle)) return kind->fits(small, large);
    return small.task().puzzle == large.task().puzzle && small.task().tokens == large.task().tokens &&
           small.task().rows <= large.task().rows && small.task().cols <= large.task().cols;
}

std::vector<std::int32_t> pad(const Puzzle& small, const Puzzle& large, Tokens grid) {
    std::vector<std::int32_t> padded(to_size(large.cells()));
    for (int row = 0; row < small.task().rows; ++row)
        std::copy_n(grid.begin() + row * small.task().cols, small.task().cols, padded.begin() + row * large.task().cols);
    return padded;
}

}  // namespace ptrm
