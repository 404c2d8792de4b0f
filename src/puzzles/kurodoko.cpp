// Kurodoko: shaded cells are never orthogonally adjacent, unshaded ones are connected, some cell is shaded. A cell with a number
// is unshaded, and sees so many unshaded cells along its row and column, itself among them, up to shaded ones.
#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/shading.hpp"
#include "puzzles/pencil/views.hpp"

namespace ptrm {
namespace kurodoko {

class Kurodoko final : public NumberKind {
public:
    Kurodoko() : NumberKind(2, 2 * 64 - 1) {}
    std::string_view name() const override { return "kurodoko"; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::marks}; }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_apart(board, answer, faults);
        check_connected(board, answer, faults, 0);
        check_any_shaded(answer, faults);
        check_views(*this, board, answer, faults);
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        keep_apart(board, formula, sat);
        shade_any(formula, sat);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!is_clue(board[cell])) continue;
            const int selector = sat.variable();
            formula.clues.push_back(selector);
            sat.add({-selector, -at(formula.literals, cell)[1]});
            if (clue(board[cell]) > 0) keep_view(board, formula, cell, clue(board[cell]), selector, sat);
        }
        keep_connected(board, formula, cuts, 0);
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        const Digits answer = scattered(board, 0.16 + 0.08 * unit_interval(random.bits()), random);
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(answer, cell) == 0 && view(board, answer, cell) > 1) board[cell] = of_clue(view(board, answer, cell));
        return with_fewer_clues(*this, std::move(board), answer, 0.15 + 0.08 * unit_interval(random.bits()), random, make_sat);
    }
};

}  // namespace kurodoko

const PuzzleKind& kurodoko_kind() {
    static const kurodoko::Kurodoko kind;
    return kind;
}

}  // namespace ptrm
