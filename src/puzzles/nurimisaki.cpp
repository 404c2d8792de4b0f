// Nurimisaki: unshaded cells are connected; no 2x2 of shaded ones, nor of unshaded ones. A cell with a circle is unshaded and has
// exactly one unshaded neighbour, and no other unshaded cell has; a number in it counts the unshaded cells from it to the end of
// its line, itself among them.
#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/shading.hpp"
#include "puzzles/pencil/sides.hpp"
#include "puzzles/pencil/views.hpp"

namespace ptrm {
namespace nurimisaki {

int unshaded_beside(const Board& board, const Digits& answer, int cell) {
    int count = 0;
    for_neighbours(board, cell, [&](int next) { count += at(answer, next) == 0 ? 1 : 0; });
    return count;
}

class Nurimisaki final : public NumberKind {
public:
    Nurimisaki() : NumberKind(2, 64) {}
    std::string_view name() const override { return "nurimisaki"; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::marks}; }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_no_squares(board, answer, faults);
        check_no_squares(board, answer, faults, 0);
        check_connected(board, answer, faults, 0);
        check_any_shaded(answer, faults);
        check_views(*this, board, answer, faults);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (at(answer, cell) == 1) continue;
            const bool end = unshaded_beside(board, answer, cell) == 1;
            if (is_clue(board[cell]) && !end) faults.push_back({{cell}, "a circle that is no end of unshaded cells"});
            if (!is_clue(board[cell]) && end) faults.push_back({{cell}, "an end of unshaded cells without a circle"});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        const auto unshaded = [&](int cell) { return at(formula.literals, cell)[0]; };
        forbid_squares(board, formula, sat);
        forbid_squares(board, formula, sat, 0);
        shade_any(formula, sat);
        for (int cell = 0; cell < board.cells(); ++cell) {
            std::vector<int> beside;
            for_neighbours(board, cell, [&](int next) { beside.push_back(unshaded(next)); });
            if (is_clue(board[cell])) {
                sat.add({unshaded(cell)});
                sat.add(beside);
                for (const int one : beside)
                    for (const int other : beside)
                        if (one < other) sat.add({-one, -other});
                if (clue(board[cell]) == 0) continue;
                formula.clues.push_back(sat.variable());
                keep_length(board, formula, cell, clue(board[cell]), formula.clues.back(), sat);
            } else {
                // One unshaded neighbour and no other: not here.
                for (const int one : beside) {
                    std::vector<int> clause{-unshaded(cell), -one};
                    for (const int other : beside)
                        if (other != one) clause.push_back(other);
                    sat.add(clause);
                }
            }
        }
        keep_connected(board, formula, cuts, 0);
        return formula;
    }

    /// Unshaded cells at random that obey the rules, found by a solver that is told what to try first; then circles at their
    /// ends, with as many numbers as it takes.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        const auto first = make_sat();
        Formula free = shading_formula(*this, board, *first, nullptr);
        forbid_squares(board, free, *first);
        forbid_squares(board, free, *first, 0);
        keep_connected(board, free, nullptr, 0);
        Digits wish(board.tokens.size());
        for (int& digit : wish) digit = random.below(100) < 45 ? 1 : 0;
        free.prefer(*first, wish);
        const auto answer = free.answer(*first, {});
        if (!answer) return std::nullopt;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(*answer, cell) == 0 && unshaded_beside(board, *answer, cell) == 1) {
                board[cell] = of_clue(view(board, *answer, cell));
            }
        const OtherAnswers others(*this, board, *answer, make_sat);
        if (others.clues() == 0 || others.find()) return std::nullopt;
        const auto shown = others.shown(random, others.clues() * random.below(60) / 100);
        for (int cell = 0, number = 0; cell < board.cells(); ++cell)
            if (is_clue(board[cell]) && !at(shown, number++)) board[cell] = of_clue(0);
        return MadeBoard{std::move(board), *answer, 0};
    }

    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        picture.square(at(answer, cell) == 1 ? "shaded" : "white");
        if (!is_clue(board[cell])) return;
        picture.circle(16, "pearl");
        if (clue(board[cell]) > 0) picture.text(std::to_string(clue(board[cell])), "clue");
    }
    std::string symbol(const Board& board, int cell, int digit) const override {
        return is_clue(board[cell]) && clue(board[cell]) == 0 ? " o" : NumberKind::symbol(board, cell, digit);
    }

private:
    /// Where the selector is true, the unshaded cells from an end are so many, wherever they lead.
    static void keep_length(const Board& board, const Formula& formula, int cell, int length, int selector, Sat& sat) {
        for (int side = 0; side < 4; ++side) {
            const int first = step(board, cell, side);
            if (first < 0) continue;
            const int leads_here = at(formula.literals, first)[0];
            for (int steps = 2; steps <= length; ++steps) {
                const int next = step(board, cell, side, steps);
                if (next >= 0)
                    sat.add({-selector, -leads_here, at(at(formula.literals, next), steps == length ? 1 : 0)});
                else if (steps < length)
                    sat.add({-selector, -leads_here});
            }
        }
    }
};

}  // namespace nurimisaki

const PuzzleKind& nurimisaki_kind() {
    static const nurimisaki::Nurimisaki kind;
    return kind;
}

}  // namespace ptrm
