#pragma once

#include <cstdint>
#include <vector>

#include "puzzles/pencil.hpp"

namespace ptrm::tools {

/// A puzzle as training sees it: question and label tokens in a frame.
struct TrainingBoard {
    std::vector<std::int32_t> question, label;
};

/// Pencil puzzle `index` of the sequence that `seed` defines, for training a model of a frame: two in five fill the frame, the
/// others have from `smallest` rows and columns on and lie anywhere in it, which teaches what translation means.
TrainingBoard make_training_board(const PencilKind& kind, int smallest, int rows, int cols, std::uint64_t seed,
                                  std::uint64_t index, const SatMaker& sat);

}  // namespace ptrm::tools
