#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "ptrm/random.hpp"

namespace ptrm {

/// The size of a board for training: two in five fill the frame; where `smallest` is positive, the others have from so many rows
/// and columns on, and lie anywhere in it, which teaches what translation means.
inline std::pair<int, int> training_size(int rows, int cols, int smallest, Random& random) {
    if (smallest <= 0 || random.below(5) < 2) return {rows, cols};
    const int height = smallest + random.below(rows - smallest + 1);
    return {height, smallest + random.below(cols - smallest + 1)};
}

/// A place for a board in a frame of padding.
class Placed {
public:
    Placed(int frame_rows, int frame_cols, int rows, int cols, Random& random)
        : frame_rows_(frame_rows),
          frame_cols_(frame_cols),
          cols_(cols),
          top_(random.below(frame_rows - rows + 1)),
          left_(random.below(frame_cols - cols + 1)) {}

    std::vector<std::int32_t> operator()(std::span<const std::int32_t> tokens) const {
        std::vector<std::int32_t> framed(static_cast<std::size_t>(frame_rows_ * frame_cols_));
        for (int cell = 0; cell < static_cast<int>(tokens.size()); ++cell)
            framed[static_cast<std::size_t>((top_ + cell / cols_) * frame_cols_ + left_ + cell % cols_)] =
                tokens[static_cast<std::size_t>(cell)];
        return framed;
    }

private:
    int frame_rows_, frame_cols_, cols_, top_, left_;
};

}  // namespace ptrm
