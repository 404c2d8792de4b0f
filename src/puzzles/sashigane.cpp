// Sashigane: the board is divided into L shapes, one cell wide. A circle lies in the corner of its shape, and its number counts
// the shape's cells; an arrow lies at an end and points towards the corner.
#include <algorithm>
#include <array>
#include <numeric>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/areas.hpp"
#include "puzzles/pencil/arrows.hpp"

namespace ptrm {
namespace sashigane {

// Clues: 0 none, 1 to 4 arrows up, down, left and right, 5 a circle, 5 + n one with n.
constexpr int kCircle = 5, kMost = 127;
constexpr std::string_view kArrows = ".^v<>";

/// An L: its corner first, then its arms.
struct Shape {
    std::vector<int> cells;
    std::array<int, 2> ends;
    std::array<int, 2> back;  ///< the directions from the ends towards the corner
};

/// Whether a shape may have a clue in one of its cells.
bool may_have(const Shape& shape, int cell, int clue) {
    if (clue == 0) return true;
    if (clue >= kCircle) return cell == shape.cells[0] && (clue == kCircle || clue - kCircle == count_of(shape.cells));
    return (cell == shape.ends[0] && clue == shape.back[0]) || (cell == shape.ends[1] && clue == shape.back[1]);
}

/// The L that cells are; nothing where they are none.
std::optional<Shape> shape_of(const Board& board, const std::vector<int>& cells) {
    const auto inside = [&](int cell) { return cell >= 0 && std::find(cells.begin(), cells.end(), cell) != cells.end(); };
    std::optional<Shape> found;
    for (const int corner : cells) {
        int beside = 0;
        for (int side = 0; side < 4; ++side) beside |= inside(step(board, corner, side)) ? 1 << side : 0;
        if (!bends(beside)) continue;
        const int upright = (beside & kAbove) != 0 ? 1 : 2, across = (beside & kLeft) != 0 ? 3 : 4;
        Shape shape{{corner}, {}, {3 - upright, 7 - across}};
        for (int next = step(board, corner, side_of(upright)); inside(next); next = step(board, next, side_of(upright)))
            shape.cells.push_back(next);
        shape.ends[0] = shape.cells.back();
        for (int next = step(board, corner, side_of(across)); inside(next); next = step(board, next, side_of(across)))
            shape.cells.push_back(next);
        shape.ends[1] = shape.cells.back();
        if (shape.cells.size() == cells.size()) found = std::move(shape);
    }
    return found;
}

/// A formula of a board divided into L shapes: each cell is a corner, or part of an arm and knows on which side its corner lies.
class Division {
public:
    Division(const Board& board, Sat& sat)
        : formula(sides_formula(board, sat, SideLiterals(board, sat), true,
                                [](int, int borders) { return count_sides(borders) == 2 || count_sides(borders) == 3; })),
          board_(board),
          sat_(sat),
          arms_(board.tokens.size()) {
        for (int cell = 0; cell < board.cells(); ++cell)
            for (int side = 0; side < 4; ++side)
                if (step(board, cell, side) >= 0) at(at(arms_, cell), side) = sat.variable();
        for (int cell = 0; cell < board.cells(); ++cell) {
            for (int borders = 0; borders < kAllSides; ++borders)
                if (literal(cell, borders) != 0) lead_on(cell, borders);
            for (int side = 0; side < 4; ++side) {
                const int next = step(board, cell, side);
                if (next < 0) continue;
                std::vector<int> clause = corners(next);
                clause.push_back(-arm(cell, side));
                if (step(board, next, side) >= 0) clause.push_back(arm(next, side));
                sat.add(clause);
            }
        }
    }

    /// Where the selector is true, a cell has this clue.
    void add_clue(int cell, int clue, int selector) {
        std::vector<int> clause =
            clue >= kCircle ? corners(cell) : std::vector<int>{literal(cell, kAllSides & ~(1 << side_of(clue)))};
        std::erase(clause, 0);
        clause.push_back(-selector);
        sat_.add(clause);
        if (clue <= kCircle) return;
        std::vector<int> others;  // of the shape: arms that lead here, from one to the next
        for (int side = 0; side < 4; ++side) {
            int before = 0;
            for (int next = step(board_, cell, side); next >= 0; next = step(board_, next, side)) {
                const int leads = arm(next, opposite(side)), here = before == 0 ? leads : sat_.variable();
                if (before != 0) {
                    sat_.add({-here, before});
                    sat_.add({-here, leads});
                    sat_.add({here, -before, -leads});
                }
                others.push_back(before = here);
            }
        }
        exactly(sat_, selector, others, clue - kCircle - 1);
    }

    Formula formula;

private:
    int literal(int cell, int borders) const { return at(at(formula.literals, cell), borders); }
    int arm(int cell, int side) const { return at(at(arms_, cell), side); }
    std::vector<int> corners(int cell) const {
        std::vector<int> corners;
        for (int borders = 0; borders < kAllSides; ++borders)
            if (bends(borders) && literal(cell, borders) != 0) corners.push_back(literal(cell, borders));
        return corners;
    }

    /// What a cell with these borders means for those that it is joined to.
    void lead_on(int cell, int borders) {
        const int here = literal(cell, borders);
        std::vector<int> to_corner{-here};
        for (int side = 0; side < 4; ++side) {
            const int next = step(board_, cell, side);
            const bool joined = (borders >> side & 1) == 0;
            if (next >= 0 && (bends(borders) || !joined)) sat_.add({-here, -arm(cell, side)});
            if (joined && bends(borders)) sat_.add({-here, arm(next, opposite(side))});
            if (!joined || bends(borders)) continue;
            to_corner.push_back(arm(cell, side));
            if (!straight(borders)) continue;
            sat_.add({-here, -arm(cell, side), -arm(cell, opposite(side))});
            sat_.add({-here, -arm(cell, side), arm(step(board_, cell, opposite(side)), side)});
        }
        if (!bends(borders)) sat_.add(to_corner);
    }

    const Board& board_;
    Sat& sat_;
    std::vector<std::array<int, 4>> arms_;  ///< [cell][side of its corner]; 0 on the board's edge
};

class Sashigane final : public DivisionKind {
public:
    Sashigane() : DivisionKind(kCircle + kMost + 1) {}
    std::string_view name() const override { return "sashigane"; }

    void check(const Board& board, const Digits& borders, std::vector<Fault>& faults) const override {
        for (const auto& area : check_areas(board, borders, faults).cells) {
            const auto shape = shape_of(board, area);
            if (!shape) {
                faults.push_back({area, "an area that is no L, one cell wide"});
                continue;
            }
            for (const int cell : area) {
                const int what = clue(board[cell]);
                if (may_have(*shape, cell, what)) continue;
                if (what < kCircle)
                    faults.push_back({{cell}, "an arrow that does not point from an end to the corner"});
                else if (cell != shape->cells[0])
                    faults.push_back({{cell}, "a circle that is not in the corner"});
                else
                    faults.push_back({area, "an area of " + std::to_string(area.size()) + " cells with the number " +
                                                std::to_string(what - kCircle)});
            }
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* = nullptr) const override {
        Division division(board, sat);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (clue(board[cell]) == 0) continue;
            division.formula.clues.push_back(sat.variable());
            division.add_clue(cell, clue(board[cell]), division.formula.clues.back());
        }
        keep_given(*this, board, division.formula, sat);
        return std::move(division.formula);
    }

    /// Each number has counters as long as a row and a column for every cell that its shape may have.
    bool too_large(const Board& board) const override {
        const double across = board.rows + board.cols;
        const auto numbers =
            std::count_if(board.tokens.begin(), board.tokens.end(), [&](std::int32_t token) { return clue(token) > kCircle; });
        return board.cells() > 100 * 100 || static_cast<double>(numbers) * across * across > 1e6;
    }

    /// Shapes strewn at random, which a solver completes; then clues of every corner and end, as many as it takes.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, open(0));
        const auto first = make_sat();
        const Formula free = formula(board, *first);
        free.prefer(*first, walls_between(board, strewn_shapes(board, random)));
        const auto answer = free.answer(*first, {}, kPerRound);
        if (!answer || answer->empty()) return std::nullopt;
        for (const auto& area : rooms_between(board, *answer).cells) {
            const auto shape = shape_of(board, area);
            board[shape->cells[0]] = open(kCircle + (random.below(2) == 0 ? 0 : count_of(area)));
            board[shape->ends[0]] = open(shape->back[0]);
            board[shape->ends[1]] = open(shape->back[1]);
        }
        return with_fewer_clues(*this, std::move(board), *answer, 0.12 + 0.15 * unit_interval(random.bits()), random, make_sat);
    }

    std::string body(const Board& board) const override {
        BodyWriter out('k');
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int what = clue(board[cell]);
            if (what == 0)
                out.skip();
            else if (what < kCircle)
                out.put(std::string(1, base36(15 + what)));
            else
                out.put_hex(what == kCircle ? std::nullopt : std::optional(what - kCircle));
        }
        return out.finish();
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, open(0));
        BodyReader in(body, board.cells(), 'k');
        while (!in.done()) {
            if (in.skipped()) continue;
            if (in.peek() >= 'g' && in.peek() <= 'j') {
                board[in.cell()] = open(in.take() - 'g' + 1);
            } else {
                const auto number = in.hex_number();
                if (number && (*number < 3 || *number > kMost)) in.fail("a number from 3 to " + std::to_string(kMost));
                board[in.cell()] = open(kCircle + number.value_or(0));
            }
            in.skip(1);
        }
        in.finish();
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        const int what = clue(board[cell]);
        if (what == 0) return "";
        if (what < kCircle) return std::string(1, at(kArrows, what));
        return what == kCircle ? "o" : "o" + std::to_string(what - kCircle);
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return open(0);
        if (text == "o") return open(kCircle);
        if (text.size() == 1 && text != "." && kArrows.find(text[0]) != std::string_view::npos)
            return open(static_cast<int>(kArrows.find(text[0])));
        const auto number = text[0] == 'o' ? whole_number(text.substr(1)) : std::nullopt;
        return number && *number >= 3 && *number <= kMost ? std::optional(open(kCircle + *number)) : std::nullopt;
    }
    std::string file_clue(std::string clue) const override {
        return clue[0] == 'o' ? clue : std::to_string(kArrows.find(clue[0]));
    }
    std::string clue_of_file(std::string text) const override {
        return text.size() == 1 && text[0] >= '1' && text[0] <= '4' ? std::string(1, at(kArrows, text[0] - '0')) : text;
    }

    std::string symbol(const Board& board, int cell, int) const override {
        const std::string text = clue_text(board, cell);
        if (text.size() > 2) return text.substr(1);
        return two_columns(text);
    }
    void picture(const Board& board, const Digits&, int cell, CellPicture& picture) const override {
        constexpr const char* kSigns[] = {"", "\u2191", "\u2193", "\u2190", "\u2192"};
        const int what = clue(board[cell]);
        picture.square("white");
        if (what >= kCircle) picture.circle(16, "pearl");
        if (what > kCircle) picture.text(std::to_string(what - kCircle), "clue");
        if (what > 0 && what < kCircle) picture.text(kSigns[what], "clue");
    }

protected:
    int turned_clue(int clue, int turn) const override { return clue < kCircle ? turned_direction(clue, turn) : clue; }

private:
    /// Of each cell the shape that it is of, or one of its own.
    static std::vector<int> strewn_shapes(const Board& board, Random& random) {
        std::vector<int> shapes(board.tokens.size());
        std::iota(shapes.begin(), shapes.end(), 0);
        std::vector<char> taken(board.tokens.size());
        for (int tries = 0; tries < 10 * board.cells(); ++tries) {
            const int corner = random.below(board.cells());
            std::vector<int> cells{corner};
            for (const int side : {2 * random.below(2), 1 + 2 * random.below(2)})
                for (int length = 1 + random.below(1 + random.below(4)), i = 1; i <= length; ++i)
                    cells.push_back(step(board, corner, side, i));
            if (std::any_of(cells.begin(), cells.end(), [&](int cell) { return cell < 0 || at(taken, cell); })) continue;
            for (const int cell : cells) at(shapes, cell) = corner, at(taken, cell) = 1;
        }
        return shapes;
    }
};

}  // namespace sashigane

const PuzzleKind& sashigane_kind() {
    static const sashigane::Sashigane kind;
    return kind;
}

}  // namespace ptrm
