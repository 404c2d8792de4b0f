#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ptrm/random.hpp"
#include "puzzles/board.hpp"

namespace ptrm {

/// A solver of Boolean formulas in conjunctive normal form, as kinds of puzzle need one to prove that an answer is the only one.
/// Literals are numbers: a variable, or its negative. The library has none; `ptrm-generate` brings CaDiCaL.
class Sat {
public:
    virtual ~Sat() = default;
    /// A new variable, numbered from 1 on.
    int variable() { return ++variables_; }
    virtual void add(std::span<const int> clause) = 0;
    void add(std::initializer_list<int> clause) { add(std::span(clause.begin(), clause.size())); }
    /// Whether there is a model in which all of `assumptions` are true. Nothing where it was not found out while `most` more
    /// clauses were learnt.
    virtual std::optional<bool> solve(std::span<const int> assumptions, std::int64_t most) = 0;
    /// After solve() was true: whether the literal is true in the model found.
    virtual bool value(int literal) = 0;
    /// After solve() was false: whether the assumption was needed to see it.
    virtual bool failed(int assumption) = 0;
    /// The value to try first.
    virtual void prefer(int literal) = 0;
    /// Clauses learnt so far: how hard it was.
    virtual std::int64_t effort() const = 0;

private:
    int variables_ = 0;
};

using SatMaker = std::function<std::unique_ptr<Sat>()>;

constexpr std::int64_t kPatient = 2'000'000'000;

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
