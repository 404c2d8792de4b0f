#include "puzzles/pencil.hpp"

#include <functional>
#include <set>

#include "base/random.hpp"
#include "generate/cadical.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;
using namespace ptrm::test;

namespace {

/// Every answer, by trying all digits in all open cells.
std::set<Digits> brute_force(const PencilKind& kind, const Board& board) {
    std::set<Digits> answers;
    const auto choices = kind.digits();
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
        for (const int digit : choices) {
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
        const int rows = kind->digits().size() > 2 ? 2 : 3, cols = 3;
        for (std::uint64_t index = 0; index < 40; ++index) {
            // The clues of a puzzle, some of them changed to those of another, so that there are none, one or many answers.
            Board board = make_pencil_puzzle(*kind, rows, cols, 5, index, tools::make_cadical).question;
            const Board other = make_pencil_puzzle(*kind, rows, cols, 6, index, tools::make_cadical).question;
            Random random(index, 3);
            if (kind->name() != "heyawake")
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
    CHECK(with_answers > 80);
}
