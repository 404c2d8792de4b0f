// Heyawake: shaded cells are never orthogonally adjacent, unshaded ones are connected; a numbered room has so many shaded cells;
// no straight unshaded run crosses more than one border of rooms.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/rooms.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace heyawake {

constexpr int kMost = 20;

/// Calls visit(cells) for every shortest straight run that crosses two borders: from the last cell of a room, all of the next, to
/// the first of the one after.
template <class Visit>
void for_long_runs(const Board& board, const std::vector<int>& room_of, Visit visit) {
    for (const bool across : {true, false}) {
        const int lines = across ? board.rows : board.cols, length = across ? board.cols : board.rows;
        for (int line = 0; line < lines; ++line) {
            const auto cell = [&](int i) { return across ? board.cell(line, i) : board.cell(i, line); };
            int before = -1;  // the border before the last one
            for (int i = 1; i < length; ++i) {
                if (at(room_of, cell(i)) == at(room_of, cell(i - 1))) continue;
                if (before > 0) {
                    std::vector<int> run;
                    for (int j = before - 1; j <= i; ++j) run.push_back(cell(j));
                    visit(run);
                }
                before = i;
            }
        }
    }
}

bool all_unshaded(const std::vector<int>& cells, const Digits& answer) {
    return std::all_of(cells.begin(), cells.end(), [&](int cell) { return at(answer, cell) == 0; });
}

class Heyawake final : public RoomKind {
public:
    Heyawake() : RoomKind(kMost) {}
    std::string_view name() const override { return "heyawake"; }
    std::vector<std::string_view> aliases() const override { return {"heyawacky"}; }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_apart(board, answer, faults);
        check_connected(board, answer, faults, 0);
        const Rooms rooms = rooms_of(board);
        for (const auto& room : rooms.cells) {
            const int number = number_of(board[room.front()]);
            if (number >= 0 && count_shaded(room, answer) != number)
                faults.push_back({room, std::to_string(count_shaded(room, answer)) + " shaded cells in a room with the number " +
                                            std::to_string(number)});
        }
        for_long_runs(board, rooms.of, [&](const std::vector<int>& run) {
            if (all_unshaded(run, answer)) faults.push_back({run, "an unshaded run across three rooms"});
        });
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        keep_apart(board, formula, sat);
        const auto shaded = [&](int cell) { return at(formula.literals, cell)[1]; };
        const Rooms rooms = rooms_of(board);
        for (const auto& room : rooms.cells) {
            if (number_of(board[room.front()]) < 0) continue;
            std::vector<int> literals;
            for (const int cell : room) literals.push_back(shaded(cell));
            formula.clues.push_back(sat.variable());
            exactly(sat, formula.clues.back(), literals, number_of(board[room.front()]));
        }
        for_long_runs(board, rooms.of, [&](const std::vector<int>& run) {
            std::vector<int> clause;
            for (const int cell : run) clause.push_back(shaded(cell));
            sat.add(clause);
        });
        keep_connected(board, formula, cuts, 0);
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override;
};

struct Rectangle {
    int row, col, rows, cols;
};

/// A shading to which hardly anything can be added, and a division of the board into rectangles that is to leave only it.
class Draft {
public:
    Draft(const Heyawake& kind, int rows, int cols, Random& random, const SatMaker& make_sat)
        : kind_(kind),
          random_(random),
          make_sat_(make_sat),
          board_(Board::filled(rows, cols)),
          answer_(board_.tokens.size()),
          rectangles_{{0, 0, rows, cols}},
          room_of_(board_.tokens.size(), 0) {
        shade();
    }

    std::optional<MadeBoard> finish() {
        const int wish = static_cast<int>((0.16 + 0.08 * unit_interval(random_.bits())) * board_.cells()) + 1;
        if (!divide()) return std::nullopt;
        const int rooms = join(wish);
        other_answer();
        if (*std::max_element(numbers_.begin(), numbers_.end()) > kMost) return std::nullopt;
        hide_numbers(static_cast<int>(std::lround((0.52 + 0.24 * (unit_interval(random_.bits()) - 0.5)) * rooms)));
        return MadeBoard{kind_.board_of(board_.rows, board_.cols, room_of_, numbers_), std::move(answer_), 0};
    }

private:
    void shade() {
        std::vector<int> order(answer_.size());
        std::iota(order.begin(), order.end(), 0);
        random_.shuffle(order);
        const auto unshaded = [&](int cell) { return at(answer_, cell) == 0; };
        for (const int cell : order) {
            bool free = random_.below(100) < 97;
            for_neighbours(board_, cell, [&](int next) { free = free && unshaded(next); });
            if (!free) continue;
            at(answer_, cell) = 1;
            if (regions(board_, unshaded).size() > 1) at(answer_, cell) = 0;
        }
    }

    /// Cuts rooms until the answer is the only one.
    bool divide() {
        const int begin = board_.cells() / 10 + 1, most = board_.cells() * 2 / 5 + 1;
        while (count_of(rectangles_) < begin && cut(nullptr)) {
        }
        while (auto other = other_answer()) {
            if (count_of(rectangles_) >= most) return false;
            if (cut(&*other)) continue;
            std::swap(answer_, *other);  // no cut leaves only this one; one may leave only the other
            if (!cut(&*other) && !cut(nullptr)) return false;
        }
        return true;
    }

    /// A cut of a room, at random or, given another answer, one that it does not survive.
    bool cut(const Digits* other) {
        std::vector<std::array<int, 3>> cuts;  // room, across or not, where
        for (int room = 0; room < count_of(rectangles_); ++room) {
            for (int i = 1; i < at(rectangles_, room).rows; ++i) cuts.push_back({room, 1, i});
            for (int i = 1; i < at(rectangles_, room).cols; ++i) cuts.push_back({room, 0, i});
        }
        random_.shuffle(cuts);
        std::stable_partition(cuts.begin(), cuts.end(), [&](const auto& choice) {  // small rooms only where no other will do
            const Rectangle& room = at(rectangles_, choice[0]);
            return room.rows * room.cols >= 4;
        });
        for (const auto& [room, across, line] : cuts) {
            Rectangle first = at(rectangles_, room), second = first;
            if (across)
                first.rows = line, second.row += line, second.rows -= line;
            else
                first.cols = line, second.col += line, second.cols -= line;
            paint(second, count_of(rectangles_));
            if (keeps_rules(answer_) &&
                (other == nullptr || shaded(second, answer_) != shaded(second, *other) || !keeps_rules(*other))) {
                at(rectangles_, room) = first;
                rectangles_.push_back(second);
                return true;
            }
            paint(second, room);
        }
        return false;
    }

    /// Joins rooms to larger rectangles while they are more than people draw and the answer stays the only one.
    /// @return how many are left; one that is part of another has no rows
    int join(int wish) {
        std::vector<std::pair<int, int>> pairs;
        for (int a = 0; a < count_of(rectangles_); ++a)
            for (int b = 0; b < count_of(rectangles_); ++b) pairs.emplace_back(a, b);
        random_.shuffle(pairs);
        int left = count_of(rectangles_);
        for (const auto& [a, b] : pairs) {
            if (left <= wish) break;
            Rectangle &first = at(rectangles_, a), &second = at(rectangles_, b);
            const bool beside = first.row == second.row && first.rows == second.rows && first.col + first.cols == second.col;
            const bool below = first.col == second.col && first.cols == second.cols && first.row + first.rows == second.row;
            if (a == b || first.rows == 0 || second.rows == 0 || (!beside && !below)) continue;
            paint(second, a);
            if (other_answer()) {
                paint(second, b);
                continue;
            }
            (beside ? first.cols : first.rows) += beside ? second.cols : second.rows;
            second.rows = 0;
            --left;
        }
        return left;
    }

    /// An answer other than the known one, every room being numbered.
    std::optional<Digits> other_answer() {
        numbers_.assign(rectangles_.size(), 0);
        for (int cell = 0; cell < board_.cells(); ++cell) at(numbers_, at(room_of_, cell)) += at(answer_, cell);
        board_ = kind_.board_of(board_.rows, board_.cols, room_of_, numbers_);
        others_.emplace(kind_, board_, answer_, make_sat_, &cuts_);
        return others_->find();
    }

    /// Leaves about so many numbers, after other_answer() found none.
    void hide_numbers(int wanted) {
        const auto shown = others_->shown(random_, wanted);
        const Rooms rooms = kind_.rooms_of(board_);  // in the order of the clues
        for (std::size_t i = 0; i < rooms.cells.size(); ++i)
            if (!shown[i]) at(numbers_, at(room_of_, rooms.cells[i].front())) = -1;
    }

    void paint(const Rectangle& rectangle, int room) {
        for_cells(rectangle, [&](int cell) { at(room_of_, cell) = room; });
    }
    int shaded(const Rectangle& rectangle, const Digits& digits) const {
        int count = 0;
        for_cells(rectangle, [&](int cell) { count += at(digits, cell); });
        return count;
    }
    bool keeps_rules(const Digits& digits) const {
        bool fine = true;
        for_long_runs(board_, room_of_, [&](const std::vector<int>& run) { fine = fine && !all_unshaded(run, digits); });
        return fine;
    }
    template <class Visit>
    void for_cells(const Rectangle& rectangle, Visit visit) const {
        for (int row = rectangle.row; row < rectangle.row + rectangle.rows; ++row)
            for (int col = rectangle.col; col < rectangle.col + rectangle.cols; ++col) visit(board_.cell(row, col));
    }

    const Heyawake& kind_;
    Random& random_;
    const SatMaker& make_sat_;
    Board board_;  // as other_answer() saw it last
    Digits answer_;
    std::vector<Rectangle> rectangles_;
    std::vector<int> room_of_, numbers_;
    std::optional<OtherAnswers> others_;
    Cuts cuts_;
};

std::optional<MadeBoard> Heyawake::attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const {
    return Draft(*this, rows, cols, random, make_sat).finish();
}

}  // namespace heyawake

const PuzzleKind& heyawake_kind() {
    static const heyawake::Heyawake kind;
    return kind;
}

}  // namespace ptrm
