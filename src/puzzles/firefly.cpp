// Firefly (hotaru beam): a line leaves every firefly at its dot and ends at a firefly, not at its dot; lines neither cross nor
// branch, and join all fireflies to one piece. A number counts the turns of the line that leaves there.
#include <algorithm>
#include <array>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/arrows.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace firefly {

constexpr int kMost = 30, kNumbers = kMost + 2;  // clues: 0 none, else 1 + (direction - 1) * kNumbers + number + 1

class Firefly final : public EveryCellKind {
public:
    Firefly() : EveryCellKind(1 + 4 * kNumbers, all_sides()) {}
    std::string_view name() const override { return "firefly"; }
    std::vector<std::string_view> aliases() const override { return {"hotaru"}; }

    std::vector<int> digits_of(std::int32_t token) const override {
        if (token == 0 || clue(token) == 0) return {kLoopSides.begin(), kLoopSides.end()};
        std::vector<int> allowed = digits();
        std::erase_if(allowed, [&](int sides) { return (sides >> dot(token) & 1) == 0; });
        return allowed;
    }
    Strokes strokes() const override { return Strokes::lines; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::lines}; }

    void check(const Board& board, const Digits& lines, std::vector<Fault>& faults) const override {
        check_agreement(board, lines, Strokes::lines, faults);
        if (std::all_of(lines.begin(), lines.end(), [](int sides) { return sides == 0; })) faults.push_back({{}, "no line"});
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (clue(board[cell]) != 0) continue;
            const int sides = count_sides(at(lines, cell));
            if (sides == 1) faults.push_back({{cell}, "a line that ends at no firefly"});
            if (sides > 2) faults.push_back({{cell}, sides == 3 ? "a line that branches" : "lines that cross"});
        }
        if (!faults.empty()) return;
        const auto parts = line_parts(board, lines);
        if (parts.size() > 1) faults.push_back({parts.back(), "lines that are not joined to the others"});
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (clue(board[cell]) == 0) continue;
            if ((at(lines, cell) >> dot(board[cell]) & 1) == 0) faults.push_back({{cell}, "a firefly without a line at its dot"});
            for (int side = 0; side < 4; ++side) {
                if ((at(lines, cell) >> side & 1) == 0) continue;
                const Way way = way_from(board, lines, cell, side);
                const bool from_dot = side == dot(board[cell]), to_dot = way.side == dot(board[way.end]);
                if (from_dot && to_dot && cell <= way.end) faults.push_back({{cell, way.end}, "a line from dot to dot"});
                if (!from_dot && !to_dot && cell <= way.end) faults.push_back({{cell, way.end}, "a line that begins at no dot"});
                if (from_dot && number(board[cell]) >= 0 && way.turns != number(board[cell]))
                    faults.push_back(
                        {{cell},
                         "a line of " + std::to_string(way.turns) + " turns from a " + std::to_string(number(board[cell]))});
            }
        }
    }

    /// Lines have directions, away from dots, and carry how many turns they have left to take, or that nobody counts.
    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        const SideLiterals sides(board, sat);
        Formula formula = sides_formula(board, sat, sides, false, [&](int cell, int bits) {
            const auto allowed = digits_of(opened(board[cell]));
            return std::find(allowed.begin(), allowed.end(), bits) != allowed.end();
        });
        int most = 0;
        for (const std::int32_t token : board.tokens)
            if (clue(token) != 0) most = std::max(most, number(token));
        // Of each side of each cell: whether the line leaves the cell there, and what it carries: 0 to most, or most + 1 for no
        // count. What begins at a dot follows from there on, so that nothing need say that a line carries one thing alone.
        std::vector<std::array<int, 4>> leaves(board.tokens.size());
        std::vector<int> lines;
        std::vector<std::array<std::vector<int>, 4>> left(board.tokens.size());
        for (int cell = 0; cell < board.cells(); ++cell)
            for (const int side : {1, 2}) {
                const int next = step(board, cell, side);
                if (next < 0) continue;
                const int out = sat.variable(), in = sat.variable(), line = sides(cell, side);
                at(leaves, cell)[to_size(side)] = out, at(leaves, next)[to_size(opposite(side))] = in;
                lines.push_back(line);
                sat.add({-out, -in});
                sat.add({-line, out, in});
                sat.add({-out, line});
                sat.add({-in, line});
                std::vector<int> counts;
                for (int turns = 0; turns <= most + 1; ++turns) counts.push_back(sat.variable());
                at(left, cell)[to_size(side)] = at(left, next)[to_size(opposite(side))] = counts;
            }
        sat.add(lines);  // which matters where there is no firefly
        const auto leaves_at = [&](int cell, int side) { return at(leaves, cell)[to_size(side)]; };
        const auto enters_at = [&](int cell, int side) { return leaves_at(step(board, cell, side), opposite(side)); };
        for (int cell = 0; cell < board.cells(); ++cell) {
            const bool firefly = clue(board[cell]) != 0;
            for (int side = 0; side < 4; ++side) {
                if (step(board, cell, side) < 0) continue;
                const auto& counts = at(left, cell)[to_size(side)];
                if (firefly && side == dot(board[cell])) {
                    sat.add({leaves_at(cell, side)});
                    if (number(board[cell]) < 0) {
                        sat.add({counts.back()});
                    } else {
                        formula.clues.push_back(sat.variable());  // hidden, it counts nothing
                        sat.add({-formula.clues.back(), at(counts, number(board[cell]))});
                        sat.add({formula.clues.back(), counts.back()});
                    }
                } else if (firefly) {
                    sat.add({-leaves_at(cell, side)});
                    for (int turns = 1; turns <= most; ++turns) sat.add({-sides(cell, side), -at(counts, turns)});
                } else {
                    // What enters on this side leaves on another, with a turn less where it is not the opposite one.
                    for (int other = 0; other < 4; ++other) {
                        if (other == side || step(board, cell, other) < 0) continue;
                        sat.add({-enters_at(cell, side), -sides(cell, other), leaves_at(cell, other)});
                        sat.add({-leaves_at(cell, side), -sides(cell, other), enters_at(cell, other)});
                        const auto& after = at(left, cell)[to_size(other)];
                        const int turn = other == opposite(side) ? 0 : 1;
                        for (int turns = 0; turns <= most + 1; ++turns) {
                            std::vector<int> clause{-enters_at(cell, side), -sides(cell, other), -at(counts, turns)};
                            const int rest = turns == most + 1 ? turns : turns - turn;
                            if (rest >= 0) clause.push_back(at(after, rest));
                            sat.add(clause);
                        }
                    }
                }
            }
        }
        keep_given(*this, board, formula, sat);
        keep_joined(*this, board, formula, sides, cuts);
        return formula;
    }

    /// Fireflies at random, and lines that a solver finds. While there are others, fireflies are put on lines where another
    /// answer has none such; then there are as many numbers as it takes.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, open(0));
        const int fireflies = std::max(2, static_cast<int>((0.18 + 0.1 * unit_interval(random.bits())) * board.cells()));
        for (int i = 0; i < fireflies; ++i) {
            const int cell = random.below(board.cells()), direction = 1 + random.below(4);
            if (step(board, cell, side_of(direction)) >= 0) board[cell] = of_arrow({direction, -1});
        }
        const auto first = make_sat();
        const Formula free = formula(board, *first);
        Digits wish(board.tokens.size());
        for (int& sides : wish) sides = random.below(3) > 0 ? random.pick(kLoopSides) : 0;
        free.prefer(*first, wish);
        const auto answer = free.answer(*first, {}, 1000);
        if (!answer || answer->empty() || std::all_of(answer->begin(), answer->end(), [](int sides) { return sides == 0; }))
            return std::nullopt;
        for (int round = 0; round < 40; ++round) {
            if (!count_turns(board, *answer)) return std::nullopt;
            const OtherAnswers others(*this, board, *answer, make_sat);
            const auto other = others.find(kPerRound);
            if (!other) {
                const auto shown = others.shown(random, others.clues() * (30 + random.below(50)) / 100);
                for (int cell = 0, clues = 0; cell < board.cells(); ++cell)
                    if (clue(board[cell]) != 0 && !at(shown, clues++)) board[cell] = of_arrow({direction(board[cell]), -1});
                return MadeBoard{std::move(board), *answer, 0};
            }
            if (other->empty()) return std::nullopt;
            std::vector<std::pair<int, int>> places;  // a cell on a line, and the side on which the line leaves it
            for (int cell = 0; cell < board.cells(); ++cell)
                if (clue(board[cell]) != 0)
                    way_from(board, *answer, cell, dot(board[cell]), [&](int passed, int side) {
                        if (at(*other, passed) != at(*answer, passed)) places.emplace_back(passed, side);
                    });
            if (places.empty()) return std::nullopt;
            random.shuffle(places);
            places.resize(1 + places.size() / 6);  // several at a time while answers differ much, for every round makes a formula
            for (const auto& [cell, side] : places) board[cell] = of_arrow({direction_of(side), -1});
        }
        return std::nullopt;
    }

    std::string body(const Board& board) const override {
        return arrows_body(board.cells(), [&](int cell) { return arrow(board[cell]); });
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, open(0));
        read_arrows(body, board.cells(), kMost, [&](int cell, const Arrow& here) {
            if (here.direction == 0)
                throw Error(ErrorCode::bad_puzzle, "address", "cell " + std::to_string(cell + 1), "a firefly with a dot", "none");
            board[cell] = of_arrow(here);
        });
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        const auto here = arrow(board[cell]);
        return here ? arrow_text(*here) : "";
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return open(0);
        const auto here = arrow_of_text(text);
        return here && here->direction > 0 && here->number <= kMost ? std::optional(of_arrow(*here)) : std::nullopt;
    }
    std::string file_clue(std::string clue) const override { return arrow_file_text(*arrow_of_text(clue)); }
    std::string clue_of_file(std::string text) const override {
        const auto here = arrow_of_file_text(text);
        return here ? arrow_text(*here) : text;
    }

    std::string symbol(const Board& board, int cell, int sides) const override {
        return clue(board[cell]) == 0 ? line_symbol(sides) : clue_text(board, cell).substr(0, 2);
    }
    void picture(const Board& board, const Digits&, int cell, CellPicture& picture) const override {
        picture.square("white");
        if (clue(board[cell]) == 0) return;
        picture.circle(13, "pearl");
        switch (dot(board[cell])) {
            case 0: picture.path({{17, 7}, {23, 7}}, "wall"); break;
            case 1: picture.path({{33, 17}, {33, 23}}, "wall"); break;
            case 2: picture.path({{17, 33}, {23, 33}}, "wall"); break;
            default: picture.path({{7, 17}, {7, 23}}, "wall"); break;
        }
        if (number(board[cell]) >= 0) picture.text(std::to_string(number(board[cell])), "clue small");
    }

protected:
    int turned_digit(int sides, int turn) const override { return turned_sides(sides, turn); }
    int turned_clue(int clue, int turn) const override {
        if (clue == 0) return 0;
        return 1 + (turned_direction(1 + (clue - 1) / kNumbers, turn) - 1) * kNumbers + (clue - 1) % kNumbers;
    }

private:
    struct Way {
        int end, side, turns;
    };

    /// Follows a line from a firefly to the next. @param passes is told each cell between, and the side on which the line leaves
    /// it
    Way way_from(const Board& board, const Sides& lines, int cell, int side,
                 const std::function<void(int cell, int side)>& passes = {}) const {
        int turns = 0;
        for (;;) {
            cell = step(board, cell, side);
            const int back = opposite(side);
            if (clue(board[cell]) != 0) return {cell, back, turns};
            const int on = at(lines, cell) & ~(1 << back);
            side = on == kAbove ? 0 : on == kRight ? 1 : on == kBelow ? 2 : 3;
            turns += side == opposite(back) ? 0 : 1;
            if (passes) passes(cell, side);
        }
    }

    /// Numbers for all fireflies; whether none is too large.
    bool count_turns(Board& board, const Sides& lines) const {
        bool fits = true;
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (clue(board[cell]) == 0) continue;
            const int turns = way_from(board, lines, cell, dot(board[cell])).turns;
            fits = fits && turns <= kMost;
            board[cell] = of_arrow({direction(board[cell]), std::min(turns, kMost)});
        }
        return fits;
    }

    int direction(std::int32_t token) const { return 1 + (clue(token) - 1) / kNumbers; }
    int dot(std::int32_t token) const { return side_of(direction(token)); }
    int number(std::int32_t token) const { return (clue(token) - 1) % kNumbers - 1; }
    std::optional<Arrow> arrow(std::int32_t token) const {
        if (clue(token) == 0) return std::nullopt;
        return Arrow{direction(token), number(token)};
    }
    std::int32_t of_arrow(const Arrow& arrow) const { return open(1 + (arrow.direction - 1) * kNumbers + arrow.number + 1); }
};

}  // namespace firefly

const PuzzleKind& firefly_kind() {
    static const firefly::Firefly kind;
    return kind;
}

}  // namespace ptrm
