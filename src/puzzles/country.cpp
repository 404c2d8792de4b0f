// Country road: one loop through the centres of cells that visits every room exactly once. A number counts the cells of its room
// on the loop; two cells off the loop are never orthogonally adjacent across a wall.
#include <algorithm>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/rooms.hpp"

namespace ptrm {
namespace country {

constexpr int kMost = 40;

class Country final : public RoomKind {
public:
    Country() : RoomKind(kMost, {kLoopSides.begin(), kLoopSides.end()}) {}
    std::string_view name() const override { return "country"; }
    std::vector<std::string_view> aliases() const override { return {"countryroad"}; }

    Strokes strokes() const override { return Strokes::lines; }
    std::vector<FilePart> file_parts(int version) const override {
        if (version == 0) return {FilePart::rooms, FilePart::clues, FilePart::lines};
        return {FilePart::flags, version == 1 ? FilePart::rooms : FilePart::walls, FilePart::clues, FilePart::lines};
    }

    void check(const Board& board, const Digits& lines, std::vector<Fault>& faults) const override {
        check_loop(board, lines, faults);
        const Sides around = walls(board);
        for (const auto& room : rooms_between(board, around).cells) {
            int crossings = 0, passed = 0;
            for (const int cell : room) {
                crossings += count_sides(at(lines, cell) & at(around, cell));
                passed += at(lines, cell) != 0 ? 1 : 0;
            }
            const int number = number_of(board[room.front()]);
            if (crossings > 2) faults.push_back({room, "a room that the loop enters more than once"});
            if (passed == 0) faults.push_back({room, "a room that the loop does not enter"});
            if (number >= 0 && passed != number)
                faults.push_back({room, "a room of " + std::to_string(passed) + " cells on the loop with the number " +
                                            std::to_string(number)});
        }
        for (int cell = 0; cell < board.cells(); ++cell)
            for (const int side : {1, 2}) {
                const int next = step(board, cell, side);
                if (next >= 0 && (at(around, cell) >> side & 1) != 0 && at(lines, cell) == 0 && at(lines, next) == 0)
                    faults.push_back({{cell, next}, "two cells off the loop across a wall"});
            }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        const SideLiterals sides(board, sat);
        Formula formula = loop_formula(*this, board, sat, sides, cuts);
        const auto off = [&](int cell) { return at(formula.literals, cell)[0]; };
        const Sides around = walls(board);
        const Rooms rooms = rooms_between(board, around);
        const int always = sat.variable();
        sat.add({always});
        for (const auto& room : rooms.cells) {
            std::vector<int> crossings, on;
            for (const int cell : room) {
                on.push_back(-off(cell));
                for (int side = 0; side < 4; ++side)
                    if ((at(around, cell) >> side & 1) != 0 && step(board, cell, side) >= 0)
                        crossings.push_back(sides(cell, side));
            }
            sat.add(on);
            if (rooms.cells.size() > 1) exactly(sat, always, crossings, 2);
            if (number_of(board[room.front()]) < 0) continue;
            formula.clues.push_back(sat.variable());
            exactly(sat, formula.clues.back(), on, number_of(board[room.front()]));
        }
        for (int cell = 0; cell < board.cells(); ++cell)
            for (const int side : {1, 2})
                if (const int next = step(board, cell, side); next >= 0 && (at(around, cell) >> side & 1) != 0)
                    sat.add({-off(cell), -off(next)});
        keep_given(*this, board, formula, sat);
        return formula;
    }

    /// A loop, cut into rooms, with what lies beside it; cells move to other rooms while another loop is left, and then there are
    /// as many numbers as it takes.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        const Board empty = Board::filled(rows, cols);
        const Digits answer = random_loop(empty, 0.56 + 0.1 * unit_interval(random.bits()), random);
        std::vector<int> room_of = rooms_along(empty, answer, random);
        Board board = empty;
        const auto numbered = [&] {
            std::vector<int> numbers(room_of.size());
            for (int cell = 0; cell < empty.cells(); ++cell) at(numbers, at(room_of, cell)) += at(answer, cell) != 0 ? 1 : 0;
            return board_of(rows, cols, room_of, numbers);
        };
        const auto obeys = [&](const Board& question, const Digits& digits) {
            std::vector<Fault> faults;
            check(question, digits, faults);
            return faults.empty();
        };
        std::vector<Digits> others;
        for (int round = 0; round < 60; ++round) {
            board = numbered();
            const OtherAnswers rivals(*this, board, answer, make_sat);
            const auto other = rivals.find(kPerRound);
            if (!other) return with_fewer_numbers(board, answer, rivals, random);
            if (other->empty()) return std::nullopt;
            others.push_back(*other);
            bool changed = false;
            for (int tries = 0; tries < 200 && !changed; ++tries) {
                const int cell = random.below(board.cells()), next = step(board, cell, random.below(4));
                if (next < 0 || at(room_of, next) == at(room_of, cell)) continue;
                const int old = std::exchange(at(room_of, cell), at(room_of, next));
                const Board question = numbered();
                changed =
                    regions(empty, [&](int c) { return at(room_of, c) == old; }).size() == 1 && obeys(question, answer) &&
                    std::none_of(others.rbegin(), others.rend(), [&](const Digits& known) { return obeys(question, known); });
                if (!changed) at(room_of, cell) = old;
            }
            if (!changed) return std::nullopt;
        }
        return std::nullopt;
    }

    std::string symbol(const Board& board, int cell, int sides) const override {
        const std::string text = clue_text(board, cell);
        return text.size() > 1 ? text : line_symbol(sides, text);
    }
    void picture(const Board& board, const Digits&, int cell, CellPicture& picture) const override {
        picture.square("white");
        if (const std::string text = clue_text(board, cell); !text.empty()) picture.text(text, "clue");
    }

private:
    /// Rooms that a loop passes one by one. Cells off it that lie side by side go to one room.
    static std::vector<int> rooms_along(const Board& board, const Digits& loop, Random& random) {
        std::vector<int> room_of(loop.size(), -1), way{0};
        while (at(loop, way.back()) == 0) ++way.back();
        for (int from = -1;;) {
            int side = 0;
            while ((at(loop, way.back()) >> side & 1) == 0 || side == from) ++side;
            const int next = step(board, way.back(), side);
            if (next == way.front()) break;
            from = opposite(side);
            way.push_back(next);
        }
        int room = 0;
        for (std::size_t i = 0, left = 0; i < way.size(); ++i, --left) {
            if (left == 0) {
                left = 2 + to_size(random.below(4));
                if (i > 0 && i + 2 <= way.size()) ++room;
            }
            at(room_of, way[i]) = room;
        }
        for (const auto& part : regions(board, [&](int cell) { return at(loop, cell) == 0; })) {
            std::vector<int> beside;
            for (const int cell : part)
                for_neighbours(board, cell, [&](int next) {
                    if (at(loop, next) != 0) beside.push_back(at(room_of, next));
                });
            const int taker = random.pick(beside);
            for (const int cell : part) at(room_of, cell) = taker;
        }
        return room_of;
    }

    std::optional<MadeBoard> with_fewer_numbers(const Board& board, const Digits& answer, const OtherAnswers& others,
                                                Random& random) const {
        const auto shown = others.shown(random, others.clues() * (40 + random.below(40)) / 100);
        const Rooms rooms = rooms_of(board);  // in the order of the clues
        std::vector<int> numbers;
        for (std::size_t room = 0; room < rooms.cells.size(); ++room)
            numbers.push_back(shown[room] ? number_of(board[rooms.cells[room].front()]) : -1);
        return MadeBoard{board_of(board.rows, board.cols, rooms.of, numbers), answer, 0};
    }

protected:
    int turned_digit(int sides, int turn) const override { return turned_sides(sides, turn); }
};

}  // namespace country

const PuzzleKind& country_kind() {
    static const country::Country kind;
    return kind;
}

}  // namespace ptrm
