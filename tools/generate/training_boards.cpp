#include "generate/training_boards.hpp"

namespace ptrm::tools {

TrainingBoard make_training_board(const PencilKind& kind, int smallest, int rows, int cols, std::uint64_t seed,
                                  std::uint64_t index, const SatMaker& sat) {
    Random random(~seed, index);
    int high = rows, wide = cols;
    if (random.below(5) >= 2) {
        high = smallest + random.below(rows - smallest + 1);
        wide = smallest + random.below(cols - smallest + 1);
    }
    const MadePuzzle made = make_pencil_puzzle(kind, high, wide, seed, index, sat);
    const auto labels = pencil_labels(kind, made.question, made.answer);
    const int top = random.below(rows - high + 1), left = random.below(cols - wide + 1);
    TrainingBoard board{std::vector<std::int32_t>(static_cast<std::size_t>(rows * cols)), {}};
    board.label = board.question;
    for (int cell = 0; cell < made.question.cells(); ++cell) {
        const auto at = static_cast<std::size_t>((top + cell / wide) * cols + left + cell % wide);
        board.question[at] = made.question[cell];
        board.label[at] = labels[static_cast<std::size_t>(cell)];
    }
    return board;
}

}  // namespace ptrm::tools
