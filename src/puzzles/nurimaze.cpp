// Nurimaze: every room is shaded or unshaded as a whole. Unshaded cells are connected and form no loop; no 2x2 of shaded cells,
// nor of unshaded ones. Start, goal, circles and triangles are unshaded; the way from start to goal passes all circles and no
// triangle.
#include <algorithm>
#include <array>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/rooms.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace nurimaze {

// What a cell may have; in texts, and in files.
enum Sign { kNothing, kStart, kGoal, kCircle, kTriangle };
constexpr std::array<const char*, 5> kTexts{"", ">", "<", "+", "-"}, kFileTexts{".", "s", "g", "o", "t"};

/// A cycle of unshaded cells; empty if there is none.
std::vector<int> cycle_of(const Board& board, const Digits& answer) {
    std::vector<int> before(board.tokens.size(), -1), order;
    for (int first = 0; first < board.cells(); ++first) {
        if (at(answer, first) != 0 || at(before, first) >= 0) continue;
        at(before, first) = first;
        std::vector<int> cells{first};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const int cell = cells[i];
            for (int side = 0; side < 4; ++side) {
                const int next = step(board, cell, side);
                if (next < 0 || at(answer, next) != 0 || next == at(before, cell)) continue;
                if (at(before, next) < 0) {
                    at(before, next) = cell;
                    cells.push_back(next);
                    continue;
                }
                // Two ways from the first cell: what they do not share is the cycle.
                const auto way_to = [&](int end) {
                    std::vector<int> way{end};
                    while (way.back() != first) way.push_back(at(before, way.back()));
                    std::reverse(way.begin(), way.end());
                    return way;
                };
                std::vector<int> a = way_to(cell), b = way_to(next);
                std::size_t same = 0;
                while (same + 1 < std::min(a.size(), b.size()) && a[same + 1] == b[same + 1]) ++same;
                std::vector<int> cycle(a.begin() + static_cast<Index>(same), a.end());
                cycle.insert(cycle.end(), b.begin() + static_cast<Index>(same) + 1, b.end());
                return cycle;
            }
        }
    }
    return {};
}

/// The only way between two cells of a tree of unshaded cells; empty if there is none.
std::vector<int> way_between(const Board& board, const Digits& answer, int from, int to) {
    std::vector<int> before(board.tokens.size(), -1), cells{to};
    at(before, to) = to;
    for (std::size_t i = 0; i < cells.size(); ++i)
        for_neighbours(board, cells[i], [&](int next) {
            if (at(answer, next) != 0 || at(before, next) >= 0) return;
            at(before, next) = cells[i];
            cells.push_back(next);
        });
    if (at(before, from) < 0) return {};
    std::vector<int> way{from};
    while (way.back() != to) way.push_back(at(before, way.back()));
    return way;
}

class Nurimaze final : public RoomKind {
public:
    Nurimaze() : RoomKind(kTriangle - 1) {}
    std::string_view name() const override { return "nurimaze"; }

    void check_question(const Board& board, std::vector<Fault>& faults) const override {
        std::vector<Fault> of_rooms;
        RoomKind::check_question(board, of_rooms);
        std::erase_if(of_rooms, [](const Fault& fault) { return fault.text == "two numbers in a room"; });
        faults.insert(faults.end(), of_rooms.begin(), of_rooms.end());
        for (const Sign sign : {kStart, kGoal})
            if (cells_with(board, sign).size() != 1)
                faults.push_back({cells_with(board, sign), sign == kStart ? "not one start" : "not one goal"});
    }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        for (const auto& room : rooms_of(board).cells) {
            const int shaded = count_shaded(room, answer);
            if (shaded != 0 && shaded != count_of(room)) faults.push_back({room, "a room that is shaded in part"});
        }
        for (int cell = 0; cell < board.cells(); ++cell)
            if (sign(board, cell) != kNothing && at(answer, cell) == 1) faults.push_back({{cell}, "a sign in a shaded cell"});
        check_connected(board, answer, faults, 0);
        check_no_squares(board, answer, faults);
        check_no_squares(board, answer, faults, 0);
        if (const auto cycle = cycle_of(board, answer); !cycle.empty()) faults.push_back({cycle, "a loop of unshaded cells"});
        const auto starts = cells_with(board, kStart), goals = cells_with(board, kGoal);
        if (starts.size() != 1 || goals.size() != 1) faults.push_back({{}, "not one start and one goal"});
        if (!faults.empty()) return;
        const auto way = way_between(board, answer, starts[0], goals[0]);
        const auto passed = [&](int cell) { return std::find(way.begin(), way.end(), cell) != way.end(); };
        for (const int cell : cells_with(board, kCircle))
            if (!passed(cell)) faults.push_back({{cell}, "a circle beside the way from start to goal"});
        for (const int cell : cells_with(board, kTriangle))
            if (passed(cell)) faults.push_back({{cell}, "a triangle on the way from start to goal"});
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = without_signs(board, sat, cuts);
        const auto unshaded = [&](int cell) { return at(formula.literals, cell)[0]; };
        // The way from start to goal: each of its cells has two of it beside, the ends one. Without loops there is one way only.
        std::vector<int> on_way;
        for (int cell = 0; cell < board.cells(); ++cell) on_way.push_back(sat.variable());
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int here = at(on_way, cell), what = sign(board, cell);
            const bool end = what == kStart || what == kGoal;
            std::vector<int> beside;
            for_neighbours(board, cell, [&](int next) { beside.push_back(at(on_way, next)); });
            exactly(sat, here, beside, end ? 1 : 2);
            sat.add({-here, unshaded(cell)});
            if (end) sat.add({here});
            if (what != kCircle && what != kTriangle) continue;
            const int selector = sat.variable();
            formula.clues.push_back(selector);
            sat.add({-selector, unshaded(cell)});
            sat.add({-selector, what == kCircle ? here : -here});
        }
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        // Small rooms, and an answer that a solver finds; then the two ends of a long way, and signs that leave it alone.
        const Board empty = Board::filled(rows, cols);
        const std::vector<int> room_of = random_rooms(empty, 1.6 + 0.8 * unit_interval(random.bits()), random);
        Board board = board_of(rows, cols, room_of, std::vector<int>(room_of.size(), -1));
        const auto first = make_sat();
        const Formula free = without_signs(board, *first, nullptr);
        Digits wish(board.tokens.size());
        for (int& digit : wish) digit = random.below(100) < 40 ? 1 : 0;
        free.prefer(*first, wish);
        const auto answer = free.answer(*first, {}, kPerRound);
        if (!answer || answer->empty()) return std::nullopt;
        std::vector<int> ends, way;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(*answer, cell) == 0) ends.push_back(cell);
        if (ends.size() < 2) return std::nullopt;
        for (int tries = 0; tries < 12; ++tries) {
            const auto candidate = way_between(board, *answer, random.pick(ends), random.pick(ends));
            if (candidate.size() > way.size()) way = candidate;
        }
        if (way.size() < 3) return std::nullopt;
        for (const int cell : ends) {
            const bool on_way = std::find(way.begin(), way.end(), cell) != way.end();
            set_sign(board, cell, cell == way.front() ? kStart : cell == way.back() ? kGoal : on_way ? kCircle : kTriangle);
        }
        const OtherAnswers others(*this, board, *answer, make_sat);
        if (others.find(kPerRound)) return std::nullopt;
        const auto shown = others.shown(random, 0);
        for (int cell = 0, i = 0; cell < board.cells(); ++cell)
            if ((sign(board, cell) == kCircle || sign(board, cell) == kTriangle) && !at(shown, i++))
                set_sign(board, cell, kNothing);
        return MadeBoard{std::move(board), *answer, 0};
    }

    std::string body(const Board& board) const override {
        BodyWriter out('5');
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int what = sign(board, cell);
            what == kNothing ? out.skip() : out.put(std::string(1, base36(what)));
        }
        return walls_body(board, walls(board)) + out.finish();
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        std::size_t taken = 0;
        const Sides walls = walls_of_body(body, rows, cols, taken);
        Board board = with_walls(Board::filled(rows, cols, EveryCellKind::open(0)), walls);
        BodyReader in(body.substr(taken), board.cells(), '5');
        while (!in.done()) {
            if (in.skipped()) continue;
            const int what = in.number(1, 36);
            if (what == 0) in.fail("a sign from 1 to 4, or empty cells from 5 to z");
            set_sign(board, in.cell(), what);
            in.skip(1);
        }
        in.finish();
        // Where the player has them unless they are moved.
        for (const auto& [what, corner] : {std::pair(kStart, 0), std::pair(kGoal, board.cells() - 1)})
            if (cells_with(board, what).empty() && sign(board, corner) == kNothing) set_sign(board, corner, what);
        return board;
    }

    std::string clue_text(const Board& board, int cell) const override { return at(kTexts, sign(board, cell)); }
    std::optional<std::int32_t> clue_token(std::string_view clue) const override {
        const auto what = std::find(kTexts.begin(), kTexts.end(), clue);
        if (what == kTexts.end()) return std::nullopt;
        return EveryCellKind::open(static_cast<int>(what - kTexts.begin()));
    }
    Board board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides& walls) const override {
        return with_walls(clues_alone(rows, cols, clues), walls);
    }
    std::string file_clue(std::string clue) const override {
        return at(kFileTexts, static_cast<int>(std::find(kTexts.begin(), kTexts.end(), clue) - kTexts.begin()));
    }
    std::string clue_of_file(std::string text) const override {
        const auto what = std::find(kFileTexts.begin(), kFileTexts.end(), text);
        return what == kFileTexts.end() ? text : at(kTexts, static_cast<int>(what - kFileTexts.begin()));
    }
    /// A click shades the whole room.
    void click(const Board& board, Digits& marks, int cell, bool, bool) const override {
        const Rooms rooms = rooms_of(board);
        for (const int other : at(rooms.cells, at(rooms.of, cell))) at(marks, other) = 1;
    }

    std::string symbol(const Board& board, int cell, int digit) const override {
        if (digit == 1) return " #";
        return sign(board, cell) == kNothing ? " ." : std::string(" ") + "SGo^"[sign(board, cell) - 1];
    }
    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        picture.square(at(answer, cell) == 1 ? "shaded" : "white");
        switch (sign(board, cell)) {
            case kStart: picture.text("S", "clue"); break;
            case kGoal: picture.text("G", "clue"); break;
            case kCircle: picture.circle(12, "pearl"); break;
            case kTriangle: picture.path({{20, 9}, {8, 30}, {32, 30}}, "pearl", true); break;
            default: break;
        }
    }

private:
    /// The rules but those of the way.
    Formula without_signs(const Board& board, Sat& sat, Cuts* cuts) const {
        Formula formula = shading_formula(*this, board, sat, cuts);
        const auto unshaded = [literals = formula.literals](int cell) { return at(literals, cell)[0]; };
        forbid_squares(board, formula, sat);
        forbid_squares(board, formula, sat, 0);
        for (const auto& room : rooms_of(board).cells)
            for (const int cell : room) {
                sat.add({-unshaded(cell), unshaded(room.front())});
                sat.add({unshaded(cell), -unshaded(room.front())});
            }
        formula.refine = [board, unshaded, cuts](const Digits& answer, Sat& solver) {
            const auto cycle = cycle_of(board, answer);
            if (cycle.empty()) return false;
            std::vector<int> clause;
            for (const int cell : cycle) clause.push_back(-unshaded(cell));
            solver.add(clause);
            if (cuts != nullptr) cuts->push_back(clause);
            return true;
        };
        keep_connected(board, formula, cuts, 0);
        return formula;
    }

    int sign(const Board& board, int cell) const { return number_of(board[cell]) + 1; }
    void set_sign(Board& board, int cell, int sign) const { board[cell] = open(walls_of(board[cell]), sign - 1); }
    std::vector<int> cells_with(const Board& board, int wanted) const {
        std::vector<int> cells;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (sign(board, cell) == wanted) cells.push_back(cell);
        return cells;
    }
    Board with_walls(Board board, const Sides& walls) const {
        const Sides clean = walls_between(board, rooms_between(board, walls).of);
        for (int cell = 0; cell < board.cells(); ++cell) board[cell] = open(at(clean, cell), number_of(board[cell]));
        return board;
    }
};

}  // namespace nurimaze

const PuzzleKind& nurimaze_kind() {
    static const nurimaze::Nurimaze kind;
    return kind;
}

}  // namespace ptrm
