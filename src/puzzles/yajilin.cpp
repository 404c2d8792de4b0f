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
            count_behind(board, formula, pointed_at(board, cell, here.direction), here.number, formula.clues.back(), sat);
        }
        keep_given(*this, board, formula, sat);
        return formula;
    }

    /// A loop; the cells off it are shaded where they may be, and clues elsewhere, with arrows in all directions. Where another
    /// answer is left, a shaded cell becomes a clue too, or the loop gives up a cell that is then shaded. In the end each clue
    /// keeps one arrow.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        Digits answer = random_loop(board, 0.62 + 0.08 * unit_interval(random.bits()), random);
        std::vector<int> off = cells_of(board, [&](int cell) { return at(answer, cell) == 0; });
        random.shuffle(off);
        for (const int cell : off)
            random.below(20) > 0 && may_be_shaded(board, answer, cell) ? at(answer, cell) = kShaded : board[cell] = of_clue(0);
        Cuts cuts;
        for (int round = 0; round < 100; ++round) {
            const auto sat = make_sat();
            const Formula formula = this->formula(board, *sat, &cuts);
            formula.exclude(*sat, answer);
            formula.prefer(*sat, answer);
            const std::vector<Pointing> arrows = all_arrows(board, formula, answer, *sat);
            const auto other = formula.answer(*sat, selectors(arrows), kPerChange);
            if (other && other->empty()) return std::nullopt;
            if (!other && keep_one_each(board, formula, arrows, random, *sat))
                return MadeBoard{std::move(board), std::move(answer), 0};
            const auto shaded =
                cells_of(board, [&](int cell) { return at(answer, cell) == kShaded && (!other || at(*other, cell) != kShaded); });
            if (!shaded.empty()) {
                const int cell = random.pick(shaded);
                at(answer, cell) = 0;
                board[cell] = of_clue(0);
            } else if (!other || !shade_one(board, answer, *other, random, make_sat, cuts)) {
                return std::nullopt;
            }
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
    static constexpr std::int64_t kPerChange = 300;  // learnt clauses; where they do not tell, another puzzle is cheaper

    template <class Wanted>
    static std::vector<int> cells_of(const Board& board, Wanted wanted) {
        std::vector<int> cells;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (wanted(cell)) cells.push_back(cell);
        return cells;
    }

    static bool may_be_shaded(const Board& board, const Digits& answer, int cell) {
        bool free = true;
        for_neighbours(board, cell, [&](int next) { free = free && at(answer, next) != kShaded; });
        return free;
    }

    /// Changes the answer so that it shades a cell where its loop runs otherwise than another's. @return whether there is such
    bool shade_one(const Board& board, Digits& answer, const Digits& other, Random& random, const SatMaker& make_sat,
                   Cuts& cuts) const {
        auto cells = cells_of(board, [&](int cell) {
            return !is_clue(board[cell]) && at(answer, cell) != at(other, cell) && may_be_shaded(board, answer, cell);
        });
        random.shuffle(cells);
        const auto sat = make_sat();
        const Formula formula = this->formula(board, *sat, &cuts);
        formula.prefer(*sat, answer);
        for (std::size_t i = 0; i < std::min<std::size_t>(cells.size(), 6); ++i) {
            const int shaded = at(at(formula.literals, cells[i]), kShaded);
            auto changed = formula.answer(*sat, {&shaded, 1}, kPerChange);
            if (!changed || changed->empty()) continue;
            answer = std::move(*changed);
            return true;
        }
        return false;
    }

    /// An arrow that may be, and counts while its selector is true.
    struct Pointing {
        int cell, selector;
        Arrow arrow;
    };

    static std::vector<int> selectors(const std::vector<Pointing>& arrows) {
        std::vector<int> selectors;
        for (const Pointing& one : arrows) selectors.push_back(one.selector);
        return selectors;
    }

    /// Of each clue an arrow in each direction, with the answer's number.
    std::vector<Pointing> all_arrows(const Board& board, const Formula& formula, const Digits& answer, Sat& sat) const {
        std::vector<Pointing> arrows;
        for (int cell = 0; cell < board.cells(); ++cell)
            for (int direction = 1; direction <= 4 && is_clue(board[cell]); ++direction) {
                const auto cells = pointed_at(board, cell, direction);
                if (cells.empty()) continue;
                arrows.push_back({cell, sat.variable(), {direction, count_shaded(cells, answer)}});
                count_behind(board, formula, cells, arrows.back().arrow.number, arrows.back().selector, sat);
            }
        return arrows;
    }

    /// Gives each clue one arrow, after the answer was proved with all. @return whether that is enough
    bool keep_one_each(Board& board, const Formula& formula, const std::vector<Pointing>& all, Random& random, Sat& sat) const {
        std::vector<Pointing> needed = all;
        const auto keep_failed = [&] { std::erase_if(needed, [&](const Pointing& one) { return !sat.failed(one.selector); }); };
        keep_failed();
        random.shuffle(needed);
        for (std::size_t i = 0; i < needed.size();) {
            const auto of_cell = [&](const Pointing& one) { return one.cell == needed[i].cell; };
            std::vector<Pointing> fewer = needed;
            fewer.erase(fewer.begin() + static_cast<Index>(i));
            if (std::count_if(needed.begin(), needed.end(), of_cell) == 1 || formula.answer(sat, selectors(fewer))) {
                ++i;
                continue;
            }
            needed = std::move(fewer);
            keep_failed();  // of those before i, what was tried stays: it is needed among fewer, too
        }
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!is_clue(board[cell])) continue;
            std::vector<Arrow> of_cell, may;
            for (const Pointing& one : needed)
                if (one.cell == cell) of_cell.push_back(one.arrow);
            for (const Pointing& one : all)
                if (one.cell == cell) may.push_back(one.arrow);
            if (of_cell.size() > 1) return false;
            board[cell] = of_arrow(of_cell.empty() ? random.pick(may) : of_cell[0]);
        }
        return true;
    }

    /// Where the selector is true, so many of the cells are shaded.
    void count_behind(const Board& board, const Formula& formula, const std::vector<int>& cells, int number, int selector,
                      Sat& sat) const {
        std::vector<int> shaded;
        for (const int cell : cells)
            if (!is_clue(board[cell])) shaded.push_back(at(at(formula.literals, cell), kShaded));
        exactly(sat, selector, shaded, number);
    }

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
