#include <functional>
#include <set>

#include "base/random.hpp"
#include "generate/cadical.hpp"
#include "puzzles/pencil/sides.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;
using namespace ptrm::test;

namespace {

/// Whether a digit's sides on the board's edge are as every answer has them: a border, but no line.
bool may_be(const PencilKind& kind, const Board& board, int cell, int digit) {
    if (kind.strokes() == Strokes::none || kind.digits().size() < 3 || (kind.strokes() == Strokes::lines && digit == 1))
        return true;
    for (int side = 0; side < 4; ++side)
        if (step(board, cell, side) < 0 && (digit >> side & 1) != (kind.strokes() == Strokes::borders ? 1 : 0)) return false;
    return true;
}

/// Every answer, by trying all digits in all open cells.
std::set<Digits> brute_force(const PencilKind& kind, const Board& board) {
    std::set<Digits> answers;
    Digits digits(board.tokens.size());
    const std::function<void(std::size_t)> fill = [&](std::size_t cell) {
        if (cell == digits.size()) {
            std::vector<Fault> faults;
            kind.check(board, digits, faults);
            if (faults.empty()) answers.insert(digits);
            return;
        }
        if (const auto known = kind.digit(board.tokens[cell])) {
            digits[cell] = *known;
            return fill(cell + 1);
        }
        for (const int digit : kind.digits_of(board.tokens[cell])) {
            if (!may_be(kind, board, static_cast<int>(cell), digit)) continue;
            digits[cell] = digit;
            fill(cell + 1);
        }
    };
    fill(0);
    return answers;
}

std::set<Digits> all_answers(const PencilKind& kind, const Board& board) {
    const auto sat = tools::make_cadical();
    const Formula formula = kind.formula(board, *sat);
    std::set<Digits> answers;
    while (const auto answer = formula.answer(*sat, formula.clues)) {
        answers.insert(*answer);
        formula.exclude(*sat, *answer);
    }
    return answers;
}

}  // namespace

TEST_CASE("a solver's formula and the rules have the same answers on small boards with some clues") {
    int with_answers = 0;
    for (const PencilKind* kind : pencil_kinds()) {
        const int rows = kind->digits().size() > 2 ? 2 : kind->has_rooms() ? 4 : 3, cols = 3;
        for (std::uint64_t index = 0; index < 24; ++index) {
            // The clues of a puzzle, some of them changed to those of another, so that there are none, one or many answers.
            Board board = make_pencil_puzzle(*kind, rows, cols, 5, index, tools::make_cadical).question;
            const Board other = make_pencil_puzzle(*kind, rows, cols, 6, index, tools::make_cadical).question;
            Random random(index, 3);
            if (!kind->has_rooms())
                for (int cell = 0; cell < board.cells(); ++cell)
                    if (random.below(3) == 0) board[cell] = other[cell];
            const int revealed = random.below(board.cells());
            if (!kind->digit(board[revealed]) && random.below(2) == 0)
                board[revealed] = kind->given(board[revealed], kind->digits().back());
            INFO(kind->name() << " " << index);
            const auto found = all_answers(*kind, board);
            CHECK(found == brute_force(*kind, board));
            with_answers += found.empty() ? 0 : 1;
        }
    }
    CHECK(with_answers > 100);
}
