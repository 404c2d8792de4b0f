#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "puzzles/board.hpp"
#include "puzzles/pencil/sat.hpp"

namespace ptrm {

/// A question with its one answer.
struct MadeBoard {
    Board question;
    Digits answer;
    std::int64_t rating = 0;  ///< clauses that a SAT solver learnt to find the answer and prove it the only one
};

/// What a pencil puzzle means: tokens, rules, formula.
class PencilRules {
public:
    virtual ~PencilRules() = default;

    // Tokens.

    virtual int vocab_size() const = 0;
    /// The digits that an open cell may be answered by.
    virtual std::vector<int> digits() const { return {0, 1}; }
    /// Those that may answer a cell which shows this open token.
    virtual std::vector<int> digits_of(std::int32_t /*token*/) const { return digits(); }
    /// The digit that a token shows, revealed or known from its clue; nothing for an open cell.
    virtual std::optional<int> digit(std::int32_t token) const = 0;
    /// An open token with its digit given.
    virtual std::int32_t given(std::int32_t token, int digit) const = 0;
    /// A token without the digit that it has been given; clues stay.
    virtual std::int32_t opened(std::int32_t token) const = 0;
    /// What a token becomes when the board is turned: bit 0 upside down, bit 1 left to right, then bit 2 rows to columns.
    virtual std::int32_t turned(std::int32_t token, int turn) const;
    /// Other names for tokens under which the puzzle stays the same, drawn at random; empty for a kind without.
    virtual std::vector<std::int32_t> renamed(Random&) const { return {}; }

    /// See PuzzleRules::hints(), for the cells of a board.
    virtual std::vector<std::int32_t> hints(const Board&) const { return {}; }
    virtual int hint_rows() const { return 0; }
    /// What a hint becomes when the board is turned.
    virtual std::int32_t turned_hint(std::int32_t hint, int /*turn*/) const { return hint; }

    // Rules.

    virtual void check_question(const Board& question, std::vector<Fault>& faults) const;
    virtual void check(const Board& question, const Digits& answer, std::vector<Fault>& faults) const = 0;
    /// The question as a formula, for a solver that proves. @param cuts outlives the formula; may be null
    virtual Formula formula(const Board& question, Sat& sat, Cuts* cuts = nullptr) const = 0;
    /// Whether the formula of a board would take more memory than it is worth: what it may have is then not found out.
    virtual bool too_large(const Board& /*question*/) const { return false; }
    /// A random puzzle with exactly one answer; nothing where this attempt came to none.
    virtual std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& sat) const = 0;
};

/// Clauses of the cells whose digit is given; in a formula whose literals say which digit cannot be, none can then.
void keep_given(const PencilRules& rules, const Board& board, const Formula& formula, Sat& sat);

/// Answers to a question other than the known one.
class OtherAnswers {
public:
    OtherAnswers(const PencilRules& rules, const Board& question, const Digits& known, const SatMaker& sat, Cuts* cuts = nullptr);

    /// One of them with all clues, or nothing; an empty one where `most` learnt clauses did not tell.
    std::optional<Digits> find(std::int64_t most = kPatient) const { return formula_.answer(*sat_, formula_.clues, most); }
    /// No longer this one.
    void exclude(const Digits& answer) const { formula_.exclude(*sat_, answer); }
    /// After find() found none: of each clue, in the order of the formula, whether it is to be shown; see choose_clues().
    std::vector<char> shown(Random& random, int wanted) const;
    int clues() const { return static_cast<int>(formula_.clues.size()); }

private:
    std::unique_ptr<Sat> sat_;
    Formula formula_;
};

/// The answers of a question, up to two of them; nothing where that was not found out while `most` clauses were learnt.
std::optional<std::vector<Digits>> pencil_answers(const PencilRules& rules, const Board& question, Sat& sat,
                                                  std::int64_t most = kPatient);

/// Answer tokens of a question: what it would show if every cell were given.
std::vector<std::int32_t> pencil_labels(const PencilRules& rules, const Board& question, const Digits& answer);

}  // namespace ptrm
