#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzles/board.hpp"

namespace ptrm {

constexpr std::int64_t kPatient = 2'000'000'000;  ///< as many learnt clauses as it takes

constexpr std::int64_t kPerRound = 3000;  ///< as many as one of a generator's many questions is worth

/// Answers as digits, one per cell.
using Digits = std::vector<int>;

/// A question as a formula. Each clue has a selector, and counts only while that is assumed.
struct Formula {
    std::vector<std::vector<int>> literals;  ///< [cell][digit]: true where the cell has the digit; 0 for a digit it cannot have
    std::vector<int> clues;                  ///< the selectors; of which clue each is, the kind knows
    /// Rules that are not in the formula beforehand: adds clauses that an answer breaks, and says whether there were any.
    std::function<bool(const Digits&, Sat&)> refine;

    /// An answer to the question with the assumed clues, or nothing; an empty one where `most` learnt clauses did not tell.
    std::optional<Digits> answer(Sat& sat, std::span<const int> assumptions, std::int64_t most = kPatient) const;
    /// No longer this answer.
    void exclude(Sat& sat, const Digits& digits) const;
    /// Try these digits first.
    void prefer(Sat& sat, const Digits& digits) const;
};

/// Clauses of connectivity that were needed before. They hold of every question on the same cells, whose variables come first in
/// each formula, so that a series of similar questions need not find them again and again.
using Cuts = std::vector<std::vector<int>>;

/// Joins regions of cells that have to be connected where they are not: forbids that one is cut off from the others.
/// @param on   the literal that is true where a cell belongs
/// @param cuts takes what is added; may be null
void join_regions(const Board& board, const std::vector<std::vector<int>>& regions, const std::function<int(int cell)>& on,
                  Sat& sat, Cuts* cuts);

/// Exactly `count` of the literals are true where the selector is.
void exactly(Sat& sat, int selector, std::span<const int> literals, int count);

/// Of the clues of a question with one answer, `first` of which are known to be enough: those to show, as many as `wanted` where
/// fewer would do, and as few as can be found elsewhere. Excluding the answer is the caller's work.
std::vector<int> choose_clues(const Formula& formula, Sat& sat, Random& random, int wanted);

}  // namespace ptrm
