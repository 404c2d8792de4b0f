#include "puzzles/pencil/kind.hpp"

#include <algorithm>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

int EveryCellKind::vocab_size() const { return 1 + clues_ * states(); }

std::int32_t EveryCellKind::with_state(int clue, int digit) const {
    return open(clue) + 1 + static_cast<std::int32_t>(std::find(digits_.begin(), digits_.end(), digit) - digits_.begin());
}

std::optional<int> EveryCellKind::digit(std::int32_t token) const {
    if (token == 0) return 0;
    const int state = (token - 1) % states();
    return state == 0 ? std::nullopt : std::optional(at(digits_, state - 1));
}

std::int32_t EveryCellKind::given(std::int32_t token, int digit) const { return token == 0 ? 0 : with_state(clue(token), digit); }

std::int32_t EveryCellKind::turned(std::int32_t token, int turn) const {
    if (token == 0) return 0;
    const int moved = turned_clue(clue(token), turn);
    const auto known = digit(token);
    return known ? with_state(moved, turned_digit(*known, turn)) : open(moved);
}

std::optional<int> OpenCellKind::digit(std::int32_t token) const {
    if (token == kOpen) return std::nullopt;
    return token == 0 || is_clue(token) ? 0 : at(digits_, token - kOpen - 1);
}

std::int32_t OpenCellKind::given(std::int32_t token, int digit) const {
    if (token != kOpen) return token;
    return kOpen + 1 + static_cast<std::int32_t>(std::find(digits_.begin(), digits_.end(), digit) - digits_.begin());
}

std::int32_t OpenCellKind::turned(std::int32_t token, int turn) const {
    if (token <= kOpen) return token;
    return is_clue(token) ? of_clue(turned_clue(clue(token), turn)) : given(kOpen, turned_digit(*digit(token), turn));
}

std::string two_columns(const std::string& text) { return std::string(2 - std::min<std::size_t>(2, text.size()), ' ') + text; }

MadeBoard make_pencil_puzzle(const PencilKind& kind, int rows, int cols, std::uint64_t seed, std::uint64_t index,
                             const SatMaker& sat) {
    Random random(mix64(seed), index);
    for (int tries = 0; tries < 100000; ++tries) {
        auto puzzle = kind.attempt(rows, cols, random, sat);
        if (!puzzle) continue;
        const auto proof = sat();
        pencil_answers(kind, puzzle->question, *proof);
        puzzle->rating = proof->effort();
        return *puzzle;
    }
    throw Error(ErrorCode::bad_argument, std::string(kind.name()), "", "a size of which there are puzzles with one answer",
                std::to_string(rows) + " x " + std::to_string(cols));
}

std::optional<MadeBoard> with_fewer_clues(const PencilKind& kind, Board board, Digits answer, double share, Random& random,
                                          const SatMaker& make_sat) {
    const OtherAnswers others(kind, board, answer, make_sat);
    if (others.find()) return std::nullopt;
    const auto shown = others.shown(random, static_cast<int>(share * board.cells()));
    for (int cell = 0, clue = 0; cell < board.cells(); ++cell) {
        if (kind.clue_text(board, cell).empty()) continue;
        if (!at(shown, clue++)) board[cell] = *kind.clue_token("");
    }
    return MadeBoard{std::move(board), std::move(answer), 0};
}

}  // namespace ptrm
