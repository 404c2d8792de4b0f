#include <algorithm>

#include "ptrm/error.hpp"
#include "puzzles/checked_settings.hpp"
#include "puzzles/frame.hpp"
#include "puzzles/pencil/kind.hpp"

namespace ptrm {
namespace {

constexpr std::int64_t kMostClauses = 20000;  // learnt before a proof is given up: seconds, where a usual puzzle needs a hundred

constexpr MakerOption kOptions[] = {
    {"rows", "height", "10"}, {"cols", "width", "10"}, TrainingSizes::kSmallest, TrainingSizes::kLargest};

class PencilMaker final : public PuzzleMaker {
public:
    PencilMaker(const PencilKind& kind, const CheckedSettings& settings, SatMaker sat)
        : kind_(kind),
          sat_(std::move(sat)),
          rows_(settings.number("rows", 3, 30)),
          cols_(settings.number("cols", 3, 30)),
          sizes_(settings, rows_, cols_) {
        sat_();  // says at once where there is none
    }

    std::shared_ptr<const Puzzle> puzzle() const override {
        Task task;
        task.puzzle = kind_.name();
        task.rows = rows_;
        task.cols = cols_;
        return kind_.puzzle(task);
    }

    MadePuzzle make(std::uint64_t seed, std::uint64_t index) const override {
        Random random(~seed, index);
        const auto [rows, cols] = sizes_.draw(random);
        const MadeBoard made = make_pencil_puzzle(kind_, rows, cols, seed, index, sat_);
        const Placed placed(rows_, cols_, rows, cols, random);
        return {placed(made.question.tokens), placed(pencil_labels(kind_, made.question, made.answer)), made.rating};
    }

private:
    const PencilKind& kind_;
    SatMaker sat_;
    int rows_, cols_;
    TrainingSizes sizes_;
};

}  // namespace

std::span<const MakerOption> PencilKind::maker_options() const { return kOptions; }

std::unique_ptr<PuzzleMaker> PencilKind::maker(const MakerSettings& settings, const SatMaker& sat) const {
    return std::make_unique<PencilMaker>(*this, CheckedSettings(*this, settings), sat);
}

std::optional<std::vector<std::vector<std::int32_t>>> PencilKind::answers(const Puzzle& puzzle, Tokens question,
                                                                          const SatMaker& sat) const {
    const Board board{puzzle.task().rows, puzzle.task().cols, {question.begin(), question.end()}};
    if (too_large(board)) return std::nullopt;
    const auto solver = sat();
    const auto answers = pencil_answers(*this, board, *solver, kMostClauses);
    if (!answers) return std::nullopt;
    std::vector<std::vector<std::int32_t>> found;
    for (const Digits& answer : *answers) found.push_back(pencil_labels(*this, board, answer));
    return found;
}

}  // namespace ptrm
