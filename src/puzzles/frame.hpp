#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/index.hpp"
#include "base/random.hpp"
#include "puzzles/checked_settings.hpp"

namespace ptrm {

/// The sizes of boards for training, within a frame in which they lie anywhere: that teaches what translation means.
class TrainingSizes {
public:
    /// @throws Error (bad_argument) for settings that do not fit the frame
    TrainingSizes(const CheckedSettings& settings, int rows, int cols)
        : rows_(rows),
          cols_(cols),
          smallest_(settings.number("smallest", 3, std::min(rows, cols))),
          largest_(settings.number("largest", std::max(smallest_, 3), std::max(rows, cols))) {}

    /// Where nothing is asked for, the frame's; else that for two boards in five, or, where they have a largest size, for none.
    std::pair<int, int> draw(Random& random) const {
        if (smallest_ <= 0 || (largest_ == 0 && random.below(5) < 2)) return {rows_, cols_};
        const auto upto = [&](int side) { return largest_ > 0 ? std::min(side, largest_) : side; };
        const int height = smallest_ + random.below(upto(rows_) - smallest_ + 1);
        return {height, smallest_ + random.below(upto(cols_) - smallest_ + 1)};
    }

    /// The options by which a kind lets them be asked for.
    static constexpr MakerOption kSmallest{
        "smallest", "three in five boards are smaller, from so many rows and columns on, and lie anywhere", "", "", true};
    static constexpr MakerOption kLargest{"largest", "with --smallest: all are, up to so many rows and columns", "", "", true};

private:
    int rows_, cols_, smallest_, largest_;
};

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
        std::vector<std::int32_t> framed(to_size(frame_rows_ * frame_cols_));
        for (int cell = 0; cell < count_of(tokens); ++cell)
            at(framed, (top_ + cell / cols_) * frame_cols_ + left_ + cell % cols_) = at(tokens, cell);
        return framed;
    }

private:
    int frame_rows_, frame_cols_, cols_, top_, left_;
};

}  // namespace ptrm
