// Masyu: one loop through the centres of cells. It passes every pearl: straight through a white one, turning in the cell before
// or after it; and turning in a black one, straight through the cells before and after it.
#include <algorithm>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace mashu {

constexpr int kWhite = 1, kBlack = 2;  // clues; 0 none

/// Both sides of a straight line that leads through one.
constexpr int along(int side) { return side % 2 == 0 ? kAbove | kBelow : kLeft | kRight; }

class Mashu final : public EveryCellKind {
public:
    Mashu() : EveryCellKind(3, {kLoopSides.begin(), kLoopSides.end()}) {}
    std::string_view name() const override { return "mashu"; }
    std::vector<std::string_view> aliases() const override { return {"masyu", "pearl"}; }

    std::vector<int> digits_of(std::int32_t token) const override {
        std::vector<int> allowed = digits();
        if (token != 0 && clue(token) == kWhite) std::erase_if(allowed, [](int sides) { return !straight(sides); });
        if (token != 0 && clue(token) == kBlack) std::erase_if(allowed, [](int sides) { return !bends(sides); });
        return allowed;
    }
    Strokes strokes() const override { return Strokes::lines; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::lines}; }

    void check(const Board& board, const Digits& lines, std::vector<Fault>& faults) const override {
        check_loop(board, lines, faults);
        if (std::all_of(lines.begin(), lines.end(), [](int sides) { return sides == 0; })) faults.push_back({{}, "no loop"});
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int here = at(lines, cell);
            if (clue(board[cell]) == 0) continue;
            if (here == 0) faults.push_back({{cell}, "a pearl that the loop does not pass"});
            if (count_sides(here) != 2) continue;
            int turns = 0;
            for (int side = 0; side < 4; ++side)
                if (const int next = step(board, cell, side); (here >> side & 1) != 0 && next >= 0)
                    turns += bends(at(lines, next)) ? 1 : 0;
            if (clue(board[cell]) == kWhite && bends(here)) faults.push_back({{cell}, "a turn in a white pearl"});
            if (clue(board[cell]) == kWhite && straight(here) && turns == 0)
                faults.push_back({{cell}, "no turn before or after a white pearl"});
            if (clue(board[cell]) == kBlack && straight(here)) faults.push_back({{cell}, "no turn in a black pearl"});
            if (clue(board[cell]) == kBlack && bends(here) && turns > 0)
                faults.push_back({{cell}, "a turn before or after a black pearl"});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        const SideLiterals sides(board, sat);
        Formula formula = loop_formula(*this, board, sat, sides, cuts);
        const auto is = [&](int cell, int bits) { return at(at(formula.literals, cell), bits); };
        std::vector<int> any;
        for (int cell = 0; cell < board.cells(); ++cell) any.push_back(-is(cell, 0));
        sat.add(any);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (clue(board[cell]) == 0) continue;
            const int selector = sat.variable();
            formula.clues.push_back(selector);
            std::vector<int> shapes{-selector};
            for (const int bits : kLoopSides)
                if (clue(board[cell]) == kWhite ? straight(bits) : bends(bits))
                    if (const int literal = is(cell, bits); literal != 0) shapes.push_back(literal);
            sat.add(shapes);
            for (const int side : {0, 1}) {  // a straight line goes on straight on one side at most
                const int before = step(board, cell, side), after = step(board, cell, opposite(side));
                if (clue(board[cell]) != kWhite || before < 0 || after < 0) continue;
                const int one = is(before, along(side)), other = is(after, along(side));
                if (one != 0 && other != 0) sat.add({-selector, -is(cell, along(side)), -one, -other});
            }
            for (int side = 0; side < 4 && clue(board[cell]) == kBlack; ++side) {
                const int next = step(board, cell, side);
                if (next < 0) continue;
                const int goes_on = is(next, along(side));
                goes_on == 0 ? sat.add({-selector, -sides(cell, side)}) : sat.add({-selector, -sides(cell, side), goes_on});
            }
        }
        keep_given(*this, board, formula, sat);
        return formula;
    }

    /// Every pearl that a random loop allows; while another loop obeys them, it allows these and more, and takes its place.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        const Board empty = Board::filled(rows, cols, open(0));
        Digits loop = random_loop(empty, 0.45 + 0.12 * unit_interval(random.bits()), random);
        Board board = with_pearls(empty, loop);
        Cuts cuts;
        for (int round = 0; round < 40; ++round) {
            const OtherAnswers others(*this, board, loop, make_sat, &cuts);
            bool grown = false;
            for (int tries = 0; tries < 6 && !grown; ++tries) {
                const auto other = others.find();
                if (!other && tries == 0)
                    return with_fewer_clues(*this, std::move(board), loop, 0.14 + 0.12 * unit_interval(random.bits()), random,
                                            make_sat);
                if (!other) break;
                Board more = with_pearls(empty, *other);
                grown = more != board;
                if (grown) board = std::move(more), loop = *other;
                others.exclude(*other);
            }
            if (!grown) return std::nullopt;
        }
        return std::nullopt;
    }

    /// Three cells of 0, 1 or 2 to a symbol.
    std::string body(const Board& board) const override {
        std::string text;
        for (int cell = 0; cell < board.cells(); cell += 3) {
            int value = 0;
            for (int i = 0; i < 3; ++i) value = 3 * value + (cell + i < board.cells() ? clue(board[cell + i]) : 0);
            text += base36(value);
        }
        return text;
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, open(0));
        BodyReader in(body, board.cells());
        while (!in.done()) {
            const int value = in.number(1, 27);
            for (int i = 0; i < 3; ++i)
                if (in.cell() + i < board.cells())
                    board[in.cell() + i] = open(i == 0 ? value / 9 : i == 1 ? value / 3 % 3 : value % 3);
            in.skip(3);
        }
        in.finish();
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        return clue(board[cell]) == 0 ? "" : clue(board[cell]) == kWhite ? "o" : "*";
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return open(0);
        if (text == "o" || text == "w") return open(kWhite);
        return text == "*" || text == "b" ? std::optional(open(kBlack)) : std::nullopt;
    }
    std::string file_clue(std::string clue) const override { return clue == "o" ? "1" : "2"; }
    std::string clue_of_file(std::string text) const override { return text == "1" ? "o" : text == "2" ? "*" : text; }

    std::string symbol(const Board& board, int cell, int sides) const override {
        return line_symbol(sides, clue(board[cell]) == kWhite ? "\u25cb" : clue(board[cell]) == kBlack ? "\u25cf" : "");
    }
    void picture(const Board& board, const Digits&, int cell, CellPicture& picture) const override {
        picture.square("white");
        if (clue(board[cell]) != 0) picture.circle(14, clue(board[cell]) == kWhite ? "pearl" : "pearl filled");
    }

private:
    Board with_pearls(Board board, const Digits& loop) const {
        for (int cell = 0; cell < board.cells(); ++cell) {
            int turns = 0;
            for (int side = 0; side < 4; ++side)
                if ((at(loop, cell) >> side & 1) != 0) turns += bends(at(loop, step(board, cell, side))) ? 1 : 0;
            if (straight(at(loop, cell)) && turns > 0) board[cell] = open(kWhite);
            if (bends(at(loop, cell)) && turns == 0) board[cell] = open(kBlack);
        }
        return board;
    }

protected:
    int turned_digit(int sides, int turn) const override { return turned_sides(sides, turn); }
};

}  // namespace mashu

const PuzzleKind& mashu_kind() {
    static const mashu::Mashu kind;
    return kind;
}

}  // namespace ptrm
