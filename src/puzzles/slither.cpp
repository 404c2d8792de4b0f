// Slitherlink: one loop along the sides of cells; a number counts the sides of its cell that are on it. The answer says which
// cells lie inside of the loop: they are connected, and so are those outside with what lies around the board.
#include <algorithm>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/shading.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace slither {

constexpr int kAny = 1, kZero = 2;  // clues: 0 none, 1 any number, n + 2 for n

/// Cells outside of the loop that it cuts off from the board's edge, part by part.
std::vector<std::vector<int>> holes(const Board& board, const Digits& answer) {
    auto parts = regions(board, [&](int cell) { return at(answer, cell) == 0; });
    std::erase_if(parts, [&](const auto& cells) {
        return std::any_of(cells.begin(), cells.end(), [&](int cell) { return outer_sides(board, cell) != 0; });
    });
    return parts;
}

class Slither final : public EveryCellKind {
public:
    Slither() : EveryCellKind(kZero + 5) {}
    std::string_view name() const override { return "slither"; }
    std::vector<std::string_view> aliases() const override { return {"slitherlink"}; }

    Strokes strokes() const override { return Strokes::borders; }
    std::vector<FilePart> file_parts(int version) const override {
        if (version == 0) return {FilePart::clues, FilePart::outlines};
        return {FilePart::clues, FilePart::notes, FilePart::outlines};
    }
    Sides sides(const Board& board, const Digits& answer) const override {
        Sides loop(answer.size());
        for (int cell = 0; cell < board.cells(); ++cell)
            for (int side = 0; side < 4; ++side) {
                const int next = step(board, cell, side);
                if (at(answer, cell) != (next < 0 ? 0 : at(answer, next))) at(loop, cell) |= 1 << side;
            }
        return loop;
    }
    Digits answer_of(const Board& board, const Digits&, const Sides& loop) const override {
        Digits answer(loop.size());
        for (int cell = 0; cell < board.cells(); ++cell) {
            const bool line = (at(loop, cell) & kLeft) != 0, left = cell % board.cols > 0 && at(answer, cell - 1) == 1;
            at(answer, cell) = line != left ? 1 : 0;
        }
        if (sides(board, answer) != loop)
            throw Error(ErrorCode::bad_puzzle, std::string(name()), "the answer", "lines that enclose cells",
                        "one with an open end");
        return answer;
    }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        if (std::find(answer.begin(), answer.end(), 1) == answer.end()) faults.push_back({{}, "no loop"});
        for (int row = 0; row + 1 < board.rows; ++row)
            for (int col = 0; col + 1 < board.cols; ++col) {
                const int cell = board.cell(row, col), right = cell + 1, below = cell + board.cols, across = below + 1;
                if (at(answer, cell) == at(answer, across) && at(answer, right) == at(answer, below) &&
                    at(answer, cell) != at(answer, right))
                    faults.push_back({{cell, right, below, across}, "a loop that crosses itself"});
            }
        const auto inside = regions(board, [&](int cell) { return at(answer, cell) == 1; });
        if (inside.size() > 1) faults.push_back({inside.back(), "a loop apart from another"});
        for (const auto& hole : holes(board, answer)) faults.push_back({hole, "a loop inside of another"});
        const Sides loop = sides(board, answer);
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int number = clue(board[cell]) - kZero, count = count_sides(at(loop, cell));
            if (number >= 0 && number != count)
                faults.push_back(
                    {{cell}, "a " + std::to_string(number) + " with " + std::to_string(count) + " sides on the loop"});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        const auto inside = [literals = formula.literals](int cell) { return at(literals, cell)[1]; };
        shade_any(formula, sat);
        for (int row = 0; row + 1 < board.rows; ++row)
            for (int col = 0; col + 1 < board.cols; ++col) {
                const int a = inside(board.cell(row, col)), b = inside(board.cell(row, col + 1)),
                          c = inside(board.cell(row + 1, col)), d = inside(board.cell(row + 1, col + 1));
                sat.add({-a, b, c, -d});
                sat.add({a, -b, -c, d});
            }
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (clue(board[cell]) == 0) continue;
            const int selector = sat.variable(), number = clue(board[cell]) - kZero;
            formula.clues.push_back(selector);
            if (number < 0) continue;
            std::vector<int> beside, not_beside;
            for_neighbours(board, cell, [&](int next) {
                beside.push_back(inside(next));
                not_beside.push_back(-inside(next));
            });
            const int edges = 4 - count_of(beside);
            // Inside, the loop runs along neighbours that are outside, and along the edge; outside, along those that are inside.
            const int if_inside = sat.variable(), if_outside = sat.variable();
            sat.add({-selector, -inside(cell), if_inside});
            sat.add({-selector, inside(cell), if_outside});
            exactly(sat, if_outside, beside, number);
            number < edges ? sat.add({-if_inside}) : exactly(sat, if_inside, not_beside, number - edges);
        }
        formula.refine = [board, inside, cuts](const Digits& answer, Sat& solver) {
            const auto parts = holes(board, answer);
            for (const auto& part : parts) {
                std::vector<int> clause{inside(part.front())};
                std::vector<char> listed(board.tokens.size());
                for (const int cell : part)
                    for_neighbours(board, cell, [&](int next) {
                        if (at(answer, next) == 1 && !std::exchange(at(listed, next), 1)) clause.push_back(-inside(next));
                    });
                solver.add(clause);
                if (cuts != nullptr) cuts->push_back(clause);
            }
            return !parts.empty();
        };
        keep_connected(board, formula, cuts);
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, open(0));
        const auto region = random_region(rows, cols, 0.45 + 0.15 * unit_interval(random.bits()), random);
        const Digits answer(region.begin(), region.end());
        const Sides loop = sides(board, answer);
        for (int cell = 0; cell < board.cells(); ++cell) board[cell] = open(kZero + count_sides(at(loop, cell)));
        return with_fewer_clues(*this, std::move(board), answer, 0.35 + 0.2 * unit_interval(random.bits()), random, make_sat);
    }

    std::string body(const Board& board) const override {
        Board clues = board;
        for (int cell = 0; cell < board.cells(); ++cell) clues[cell] = clue(board[cell]);
        return black_cells_body(clues, kAny);
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = from_black_cells_body(body, rows, cols, 0, kAny);
        for (int cell = 0; cell < board.cells(); ++cell) board[cell] = open(board[cell]);
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        const int what = clue(board[cell]);
        return what == 0 ? "" : what == kAny ? "?" : std::to_string(what - kZero);
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return open(0);
        if (text == "?") return open(kAny);
        const auto number = whole_number(text);
        return number && *number <= 4 ? std::optional(open(kZero + *number)) : std::nullopt;
    }

    std::string symbol(const Board& board, int cell, int) const override { return two_columns(clue_text(board, cell)); }
    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        picture.square(at(answer, cell) == 1 ? "inside" : "white");
        if (clue(board[cell]) != 0) picture.text(clue_text(board, cell), "clue");
    }
};

}  // namespace slither

const PuzzleKind& slither_kind() {
    static const slither::Slither kind;
    return kind;
}

}  // namespace ptrm
