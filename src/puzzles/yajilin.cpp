// Yajilin: every cell without a clue is shaded or on one loop through the centres of cells. Shaded cells are never orthogonally
// adjacent; an arrow's number counts the shaded cells that it points to, up to the board's edge.
#include <algorithm>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/arrows.hpp"
#include "puzzles/pencil/shading.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace yajilin {

constexpr int kMost = 32, kNumbers = kMost + 2;
constexpr int kShaded = 1;  // the digit; no loop has one side alone in a cell

class Yajilin final : public OpenCellKind {
public:
    Yajilin() : OpenCellKind(5 * kNumbers, {0, kShaded, 3, 5, 6, 9, 10, 12}) {}
    std::string_view name() const override { return "yajilin"; }
    std::vector<std::string_view> aliases() const override { return {"yajirin"}; }

    /// No open cell stays empty.
    std::vector<int> digits_of(std::int32_t) const override { return {kShaded, 3, 5, 6, 9, 10, 12}; }
    Strokes strokes() const override { return Strokes::lines; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::marks, FilePart::lines}; }
    Sides sides(const Board&, const Digits& answer) const override {
        Sides lines = answer;
        std::replace(lines.begin(), lines.end(), kShaded, 0);
        return lines;
    }
    Digits answer_of(const Board&, const Digits& marks, const Sides& lines) const override {
        Digits answer = lines;
        for (std::size_t cell = 0; cell < answer.size(); ++cell)
            if (marks[cell] == 1) answer[cell] = kShaded;
        return answer;
    }

    void check_question(const Board& board, std::vector<Fault>& faults) const override {
        for (int cell = 0; cell < board.cells(); ++cell)
            if (is_clue(board[cell]) && arrow(board[cell]).direction == 0 && arrow(board[cell]).number >= 0)
                faults.push_back({{cell}, "a number without an arrow"});
    }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_loop(board, sides(board, answer), faults);
        check_apart(board, answer, faults);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!is_clue(board[cell])) {
                if (at(answer, cell) == 0) faults.push_back({{cell}, "a cell that is neither shaded nor on the loop"});
                continue;
            }
            const Arrow here = arrow(board[cell]);
            if (here.direction == 0 || here.number < 0) continue;
            const auto cells = pointed_at(board, cell, here.direction);
            if (const int shaded = count_shaded(cells, answer); shaded != here.number)
                faults.push_back(
                    {{cell}, std::to_string(shaded) + " shaded cells behind the arrow of a " + std::to_string(here.number)});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        const SideLiterals sides(board, sat);
        Formula formula = loop_formula(*this, board, sat, sides, cuts);
        std::vector<int> shaded;  // 0 for clues
        for (int cell = 0; cell < board.cells(); ++cell) {
            auto& literals = at(formula.literals, cell);
            if (is_clue(board[cell])) sat.add({literals[0]});
            shaded.push_back(is_clue(board[cell]) ? 0 : literals[0]);
            if (!is_clue(board[cell])) literals[kShaded] = std::exchange(literals[0], 0);
        }
        for (int cell = 0; cell < board.cells(); ++cell) {
            for_neighbours(board, cell, [&](int next) {
                if (next > cell && at(shaded, cell) != 0 && at(shaded, next) != 0)
                    sat.add({-at(shaded, cell), -at(shaded, next)});
            });
            if (!is_clue(board[cell])) continue;
            const Arrow here = arrow(board[cell]);
            formula.clues.push_back(sat.variable());
            if (here.direction == 0 || here.number < 0) continue;
            std::vector<int> counted;
            for (const int other : pointed_at(board, cell, here.direction))
                if (at(shaded, other) != 0) counted.push_back(at(shaded, other));
            exactly(sat, formula.clues.back(), counted, here.number);
        }
        keep_given(*this, board, formula, sat);
        return formula;
    }

    /// A loop; the cells off it are shaded where they may be, and arrows elsewhere. Where another answer is left, an arrow is
    /// turned, or a shaded cell becomes one, so that it is none.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        Digits wanted = random_loop(board, 0.54 + 0.1 * unit_interval(random.bits()), random);
        std::vector<int> off;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(wanted, cell) == 0) off.push_back(cell);
        random.shuffle(off);
        for (const int cell : off) {
            bool free = random.below(10) > 0;
            for_neighbours(board, cell, [&](int next) { free = free && at(wanted, next) != kShaded; });
            free ? at(wanted, cell) = kShaded : board[cell] = of_clue(0);
        }
        std::vector<int> places;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (is_clue(board[cell])) places.push_back(cell);
        const auto point = [&](Board& question, Digits& digits, int cell) {
            std::vector<int> directions;
            for (int direction = 1; direction <= 4; ++direction)
                if (pointed_at(question, cell, direction).size() > 1) directions.push_back(direction);
            if (directions.empty()) return;
            at(digits, cell) = 0;
            question[cell] = of_arrow({random.pick(directions), 0});
            for (int other = 0; other < question.cells(); ++other)
                if (is_clue(question[other]) && arrow(question[other]).direction > 0) {
                    const int direction = arrow(question[other]).direction;
                    question[other] = of_arrow({direction, count_shaded(pointed_at(question, other, direction), digits)});
                }
        };
        for (const int cell : places) point(board, wanted, cell);
        std::vector<Digits> others;
        Cuts cuts;
        for (int round = 0; round < 50; ++round) {
            const auto other = OtherAnswers(*this, board, wanted, make_sat, &cuts).find(kPerRound);
            if (!other) return MadeBoard{std::move(board), std::move(wanted), 0};
            if (other->empty()) return std::nullopt;
            others.push_back(*other);
            bool changed = false;
            for (int tries = 0; tries < 400 && !changed; ++tries) {
                const int cell = random.below(board.cells());
                if (!is_clue(board[cell]) && at(wanted, cell) != kShaded) continue;
                if (!is_clue(board[cell]) && random.below(4) > 0) continue;
                Board next = board;
                Digits digits = wanted;
                point(next, digits, cell);
                changed = std::none_of(others.rbegin(), others.rend(), [&](const Digits& known) {
                    std::vector<Fault> faults;
                    for (int i = 0; i < next.cells(); ++i)
                        if (is_clue(next[i]) && at(known, i) != 0) return false;
                    check(next, known, faults);
                    return faults.empty();
                });
                if (changed) board = std::move(next), wanted = std::move(digits);
            }
            if (!changed) return std::nullopt;
        }
        return std::nullopt;
    }

    std::string_view look_flags() const override { return "b"; }  // clues on grey
    std::string body(const Board& board) const override {
        return arrows_body(board.cells(),
                           [&](int cell) { return is_clue(board[cell]) ? std::optional(arrow(board[cell])) : std::nullopt; });
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, kOpen);
        read_arrows(body, board.cells(), kMost, [&](int cell, const Arrow& here) { board[cell] = of_arrow(here); });
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        return is_clue(board[cell]) ? arrow_text(arrow(board[cell])) : "";
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        if (text.empty()) return kOpen;
        const auto here = arrow_of_text(text);
        return here && here->number <= kMost ? std::optional(of_arrow(*here)) : std::nullopt;
    }
    std::string file_clue(std::string clue) const override { return arrow_file_text(*arrow_of_text(clue)); }
    std::string clue_of_file(std::string text) const override {
        const auto here = arrow_of_file_text(text);
        return here ? arrow_text(*here) : text;
    }

    std::string symbol(const Board& board, int cell, int digit) const override {
        if (is_clue(board[cell])) return two_columns(clue_text(board, cell)).substr(0, 2);
        return digit == kShaded ? " #" : line_symbol(digit);
    }
    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        picture.square(!is_clue(board[cell]) && at(answer, cell) == kShaded ? "shaded" : "white");
        if (!is_clue(board[cell])) return;
        const Arrow here = arrow(board[cell]);
        constexpr const char* kArrows[] = {"", "\u2191", "\u2193", "\u2190", "\u2192"};
        picture.text((here.number < 0 ? "?" : std::to_string(here.number)) + kArrows[here.direction], "clue small");
    }

protected:
    int turned_digit(int digit, int turn) const override { return digit == kShaded ? digit : turned_sides(digit, turn); }
    int turned_clue(int clue, int turn) const override {
        return turned_direction(clue / kNumbers, turn) * kNumbers + clue % kNumbers;
    }

private:
    Arrow arrow(std::int32_t token) const { return {clue(token) / kNumbers, clue(token) % kNumbers - 1}; }
    std::int32_t of_arrow(const Arrow& arrow) const { return of_clue(arrow.direction * kNumbers + arrow.number + 1); }
    static std::vector<int> pointed_at(const Board& board, int cell, int direction) {
        std::vector<int> cells;
        for (int next = step(board, cell, side_of(direction)); next >= 0; next = step(board, next, side_of(direction)))
            cells.push_back(next);
        return cells;
    }
};

}  // namespace yajilin

const PuzzleKind& yajilin_kind() {
    static const yajilin::Yajilin kind;
    return kind;
}

}  // namespace ptrm
