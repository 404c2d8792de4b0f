// Shikaku: the board is divided into rectangles, each of which has exactly one number: how many cells it has.
#include <algorithm>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/areas.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/sight.hpp"

namespace ptrm {
namespace shikaku {

constexpr int kMost = 99;        // clues: 0 none, 1 any number, n + 1 for n
constexpr Sight kSight{1 + 40};  // numbers from 40 on are told alike

struct Rectangle {
    int row, col, rows, cols;
};

std::vector<int> cells_of(const Board& board, const Rectangle& rectangle) {
    std::vector<int> cells;
    for (int row = rectangle.row; row < rectangle.row + rectangle.rows; ++row)
        for (int col = rectangle.col; col < rectangle.col + rectangle.cols; ++col) cells.push_back(board.cell(row, col));
    return cells;
}

class Shikaku final : public DivisionKind {
public:
    Shikaku() : DivisionKind(kMost + 2) {}
    std::string_view name() const override { return "shikaku"; }

    int hint_rows() const override { return kSight.rows(); }
    std::vector<std::int32_t> hints(const Board& board) const override {
        return kSight.hints(board, [&](int cell) { return clue(board[cell]); });
    }
    std::int32_t turned_hint(std::int32_t hint, int turn) const override { return kSight.turned(hint, turn); }

    void check(const Board& board, const Digits& borders, std::vector<Fault>& faults) const override {
        for (const auto& area : check_areas(board, borders, faults).cells) {
            std::vector<int> numbered;
            int top = board.rows, left = board.cols, bottom = 0, right = 0;
            for (const int cell : area) {
                if (clue(board[cell]) != 0) numbered.push_back(cell);
                top = std::min(top, cell / board.cols), bottom = std::max(bottom, cell / board.cols);
                left = std::min(left, cell % board.cols), right = std::max(right, cell % board.cols);
            }
            if ((bottom - top + 1) * (right - left + 1) != count_of(area))
                faults.push_back({area, "an area that is no rectangle"});
            if (numbered.empty()) faults.push_back({area, "an area without a number"});
            if (numbered.size() > 1) faults.push_back({numbered, "an area with several numbers"});
            if (numbered.size() == 1 && number(board, numbered[0]) > 0 && number(board, numbered[0]) != count_of(area))
                faults.push_back({area, "an area of " + std::to_string(area.size()) + " cells with the number " +
                                            std::to_string(number(board, numbered[0]))});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* = nullptr) const override {
        std::vector<AreaChoice> choices;
        for (int row = 0; row < board.rows; ++row)
            for (int col = 0; col < board.cols; ++col)
                for (int rows = 1; row + rows <= board.rows; ++rows)
                    for (int cols = 1; col + cols <= board.cols; ++cols) {
                        auto cells = cells_of(board, {row, col, rows, cols});
                        int numbered = 0, fits = 0;
                        for (const int cell : cells) {
                            if (clue(board[cell]) == 0) continue;
                            ++numbered;
                            fits += number(board, cell) == 0 || number(board, cell) == rows * cols ? 1 : 0;
                        }
                        if (numbered > 1) break;  // wider ones have as many
                        if (fits == 1) choices.push_back({std::move(cells)});
                    }
        return division_formula(*this, board, sat, choices);
    }

    bool too_large(const Board& board) const override { return board.cells() > 32 * 32; }

    /// Rectangles cut at random, and a number in each; where another answer is left, the number of one that differs moves.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, open(0));
        std::vector<Rectangle> whole{{0, 0, rows, cols}}, done;
        const int most = 6 + random.below(7);
        while (!whole.empty()) {
            Rectangle first = random.take(whole);
            const int area = first.rows * first.cols;
            if (area <= 3 || (area <= most && random.below(5) > 0)) {
                done.push_back(first);
                continue;
            }
            Rectangle second = first;
            if (random.below(first.rows + first.cols) < first.rows && first.rows > 1) {
                first.rows = 1 + random.below(first.rows - 1);
                second.row += first.rows, second.rows -= first.rows;
            } else if (first.cols > 1) {
                first.cols = 1 + random.below(first.cols - 1);
                second.col += first.cols, second.cols -= first.cols;
            } else {
                whole.push_back(first);
                continue;
            }
            whole.push_back(first), whole.push_back(second);
        }
        std::vector<int> area_of(board.tokens.size()), places;
        for (int i = 0; i < count_of(done); ++i) {
            const auto cells = cells_of(board, at(done, i));
            for (const int cell : cells) at(area_of, cell) = i;
            places.push_back(random.pick(cells));
        }
        const Digits answer = walls_between(board, area_of);
        for (int round = 0; round < 40; ++round) {
            std::fill(board.tokens.begin(), board.tokens.end(), open(0));
            for (int i = 0; i < count_of(done); ++i) board[at(places, i)] = open(1 + at(done, i).rows * at(done, i).cols);
            const auto other = OtherAnswers(*this, board, answer, make_sat).find();
            if (!other) return MadeBoard{std::move(board), answer, 0};
            std::vector<int> differ;
            for (int cell = 0; cell < board.cells(); ++cell)
                if (at(answer, cell) != at(*other, cell)) differ.push_back(at(area_of, cell));
            const int moved = random.pick(differ);
            const auto cells = cells_of(board, at(done, moved));
            at(places, moved) = random.pick(cells);
        }
        return std::nullopt;
    }

    std::string body(const Board& board) const override {
        return numbers_body(board.cells(),
                            [&](int cell) { return clue(board[cell]) == 0 ? std::nullopt : std::optional(number(board, cell)); });
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, open(0));
        read_numbers(body, board.cells(), 1, kMost, [&](int cell, int number) { board[cell] = open(1 + number); });
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        return clue(board[cell]) == 0 ? "" : number_text(number(board, cell));
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return open(0);
        const auto number = number_of_text(text, 1, kMost);
        return number ? std::optional(open(1 + *number)) : std::nullopt;
    }
    std::string symbol(const Board& board, int cell, int) const override { return two_columns(clue_text(board, cell)); }
    void picture(const Board& board, const Digits&, int cell, CellPicture& picture) const override {
        picture.square("white");
        if (clue(board[cell]) != 0) picture.text(clue_text(board, cell), "clue");
    }

private:
    /// Of a cell with one; 0 where it is not told.
    int number(const Board& board, int cell) const { return clue(board[cell]) - 1; }
};

}  // namespace shikaku

const PuzzleKind& shikaku_kind() {
    static const shikaku::Shikaku kind;
    return kind;
}

}  // namespace ptrm
