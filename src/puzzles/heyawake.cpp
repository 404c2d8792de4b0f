// Heyawake: shaded cells are never orthogonally adjacent, unshaded ones are connected; a numbered room has so many shaded cells;
// no straight unshaded run crosses more than one border of rooms.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {
namespace {

// Tokens: 0 pad; else 1 + (walls * kNumbers + number) * 3 + state. Walls: bit 0 above, 1 right, 2 below, 3 left, the board's edge
// too. Number of the room, in each of its cells: 0 none, n + 1 for n. State: 0 open, 1 unshaded, 2 shaded.
constexpr int kMost = 20, kNumbers = kMost + 2;
constexpr int kAbove = 1, kRight = 2, kBelow = 4, kLeft = 8;

int walls_of(std::int32_t token) { return (token - 1) / 3 / kNumbers; }
int number_of(std::int32_t token) { return (token - 1) / 3 % kNumbers; }
int state_of(std::int32_t token) { return (token - 1) % 3; }
std::int32_t token_of(int walls, int number, int state) { return 1 + (walls * kNumbers + number) * 3 + state; }

struct Rooms {
    std::vector<int> of;  ///< the room of each cell
    std::vector<std::vector<int>> cells;
};

// Hints: the room, its number, its size, and towards each side of the cell how many cells of the same room follow and how many up
// to the end of the room behind it. The rule about borders is then one of single cells.
constexpr int kRooms = 48, kSizes = 40, kReaches = 10;
constexpr int kRoom = 0, kNumber = kRoom + kRooms, kReach = kNumber + kNumbers, kSecond = kReach + 4 * kReaches,
              kSize = kSecond + 4 * kReaches, kHints = kSize + kSizes;

/// The cell so many steps towards a side (0 above, 1 right, 2 below, 3 left), or -1 off the board.
int step(const Board& board, int cell, int side, int steps) {
    constexpr int kDown[] = {-1, 0, 1, 0}, kAcross[] = {0, 1, 0, -1};
    const int row = cell / board.cols + kDown[side] * steps, col = cell % board.cols + kAcross[side] * steps;
    return board.holds(row, col) ? board.cell(row, col) : -1;
}

/// How many cells of its room follow a cell on one side.
int reach(const Board& board, int cell, int side) {
    int steps = 0;
    while (cell >= 0 && (walls_of(board[cell]) >> side & 1) == 0) {
        cell = step(board, cell, side, 1);
        ++steps;
    }
    return steps;
}

/// Where a side of a cell lies when the board is turned.
int turned_side(int side, int turn) {
    if (turn & 4) side = 3 - side;
    if ((turn & 1) && side % 2 == 0) side = 2 - side;
    if ((turn & 2) && side % 2 == 1) side = 4 - side;
    return side;
}

/// Rooms in the order of their first cells.
Rooms rooms_of(const Board& board) {
    Rooms rooms{std::vector<int>(board.tokens.size(), -1), {}};
    for (int first = 0; first < board.cells(); ++first) {
        if (at(rooms.of, first) >= 0) continue;
        const int room = count_of(rooms.cells);
        std::vector<int> cells{first};
        at(rooms.of, first) = room;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const int cell = cells[i], row = cell / board.cols, col = cell % board.cols, walls = walls_of(board[cell]);
            const auto visit = [&](int wall, int down, int right) {
                if ((walls & wall) != 0 || !board.holds(row + down, col + right)) return;
                int& other = at(rooms.of, board.cell(row + down, col + right));
                if (other < 0) {
                    other = room;
                    cells.push_back(board.cell(row + down, col + right));
                }
            };
            visit(kAbove, -1, 0), visit(kRight, 0, 1), visit(kBelow, 1, 0), visit(kLeft, 0, -1);
        }
        rooms.cells.push_back(std::move(cells));
    }
    return rooms;
}

/// A board of rooms, with numbers where they are not negative.
Board board_of(int rows, int cols, const std::vector<int>& room_of, const std::vector<int>& numbers) {
    Board board{rows, cols, std::vector<std::int32_t>(room_of.size())};
    for (int cell = 0; cell < board.cells(); ++cell) {
        const int row = cell / cols, col = cell % cols, room = at(room_of, cell);
        const auto wall = [&](int bit, int down, int right) {
            const bool open = board.holds(row + down, col + right) && at(room_of, board.cell(row + down, col + right)) == room;
            return open ? 0 : bit;
        };
        const int walls = wall(kAbove, -1, 0) | wall(kRight, 0, 1) | wall(kBelow, 1, 0) | wall(kLeft, 0, -1);
        board[cell] = token_of(walls, at(numbers, room) + 1, 0);
    }
    return board;
}

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

int shaded_among(const std::vector<int>& cells, const Digits& answer) {
    return static_cast<int>(std::count_if(cells.begin(), cells.end(), [&](int cell) { return at(answer, cell) == 1; }));
}

class Heyawake final : public PencilKind {
public:
    std::string_view name() const override { return "heyawake"; }
    std::vector<std::string_view> aliases() const override { return {"heyawacky"}; }
    int vocab_size() const override { return 1 + 16 * kNumbers * 3; }
    std::optional<int> digit(std::int32_t token) const override {
        if (token != 0 && state_of(token) == 0) return std::nullopt;
        return token == 0 ? 0 : state_of(token) - 1;
    }
    std::int32_t given(std::int32_t token, int digit) const override {
        return token == 0 ? 0 : token_of(walls_of(token), number_of(token), digit + 1);
    }
    std::int32_t opened(std::int32_t token) const override {
        return token == 0 ? 0 : token_of(walls_of(token), number_of(token), 0);
    }
    std::int32_t turned(std::int32_t token, int turn) const override {
        if (token == 0) return 0;
        int walls = 0;
        for (int side = 0; side < 4; ++side)
            if (walls_of(token) >> side & 1) walls |= 1 << turned_side(side, turn);
        return token_of(walls, number_of(token), state_of(token));
    }

    int hint_rows() const override { return kHints; }
    std::vector<std::int32_t> hints(const Board& board) const override {
        const Rooms rooms = rooms_of(board);
        // Names of rooms, drawn from the board, so that nothing follows from a name but that two cells have the same.
        std::uint64_t seed = 0;
        for (const std::int32_t token : board.tokens) seed = mix64(seed ^ static_cast<std::uint64_t>(opened(token)));
        std::vector<std::int32_t> names(kRooms);
        std::iota(names.begin(), names.end(), kRoom);
        Random(seed, 0).shuffle(names);
        std::vector<std::int32_t> hints;
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int room = at(rooms.of, cell);
            const int size = count_of(at(rooms.cells, room));
            hints.insert(hints.end(),
                         {at(names, room % kRooms), kNumber + number_of(board[cell]), kSize + std::min(size, kSizes - 1)});
            for (int side = 0; side < 4; ++side) {
                const int own = reach(board, cell, side), next = step(board, cell, side, own + 1);
                const int second = next < 0 ? own : own + 1 + reach(board, next, side);
                hints.push_back(kReach + kReaches * side + std::min(own, kReaches - 1));
                hints.push_back(kSecond + kReaches * side + std::min(second, kReaches - 1));
            }
        }
        return hints;
    }
    std::int32_t turned_hint(std::int32_t hint, int turn) const override {
        for (const int first : {kReach, kSecond})
            if (hint >= first && hint < first + 4 * kReaches)
                return first + kReaches * turned_side((hint - first) / kReaches, turn) + (hint - first) % kReaches;
        return hint;
    }

    void check_question(const Board& board, std::vector<Fault>& faults) const override {
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int row = cell / board.cols, col = cell % board.cols, walls = walls_of(board[cell]);
            const auto matches = [&](int wall, int down, int right, int opposite) {
                if (!board.holds(row + down, col + right)) return (walls & wall) != 0;
                return ((walls & wall) != 0) == ((walls_of(board[board.cell(row + down, col + right)]) & opposite) != 0);
            };
            if (!matches(kAbove, -1, 0, kBelow) || !matches(kRight, 0, 1, kLeft) || !matches(kBelow, 1, 0, kAbove) ||
                !matches(kLeft, 0, -1, kRight))
                faults.push_back({{cell}, "a wall that only one of its cells has"});
        }
        for (const auto& room : rooms_of(board).cells)
            for (const int cell : room)
                if (number_of(board[cell]) != number_of(board[room.front()])) faults.push_back({{cell}, "two numbers in a room"});
    }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        const auto shaded = [&](int cell) { return at(answer, cell) == 1; };
        for (int cell = 0; cell < board.cells(); ++cell)
            for_neighbours(board, cell, [&](int next) {
                if (next > cell && shaded(cell) && shaded(next))
                    faults.push_back({{cell, next}, "two shaded cells side by side"});
            });
        const auto parts = regions(board, [&](int cell) { return !shaded(cell); });
        if (parts.size() > 1)
            faults.push_back({*std::min_element(parts.begin(), parts.end(), [](auto& a, auto& b) { return a.size() < b.size(); }),
                              "unshaded cells that are cut off"});
        const Rooms rooms = rooms_of(board);
        for (const auto& room : rooms.cells) {
            const int number = number_of(board[room.front()]) - 1;
            if (number >= 0 && shaded_among(room, answer) != number)
                faults.push_back({room, std::to_string(shaded_among(room, answer)) + " shaded cells in a room with the number " +
                                            std::to_string(number)});
        }
        for_long_runs(board, rooms.of, [&](const std::vector<int>& run) {
            if (all_unshaded(run, answer)) faults.push_back({run, "an unshaded run across three rooms"});
        });
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(board, sat, cuts);
        const auto shaded = [literals = formula.literals](int cell) { return at(literals, cell)[1]; };
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (state_of(board[cell]) != 0) sat.add({state_of(board[cell]) == 2 ? shaded(cell) : -shaded(cell)});
            std::vector<int> around;
            for_neighbours(board, cell, [&](int next) {
                if (next > cell) sat.add({-shaded(cell), -shaded(next)});
                around.push_back(-shaded(next));
            });
            if (board.cells() > 1) sat.add(around);  // nothing is walled in
        }
        const Rooms rooms = rooms_of(board);
        for (const auto& room : rooms.cells) {
            if (number_of(board[room.front()]) == 0) continue;
            std::vector<int> literals;
            for (const int cell : room) literals.push_back(shaded(cell));
            formula.clues.push_back(sat.variable());
            exactly(sat, formula.clues.back(), literals, number_of(board[room.front()]) - 1);
        }
        for_long_runs(board, rooms.of, [&](const std::vector<int>& run) {
            std::vector<int> clause;
            for (const int cell : run) clause.push_back(shaded(cell));
            sat.add(clause);
        });
        formula.refine = [board, shaded, cuts](const Digits& answer, Sat& solver) {
            const auto parts = regions(board, [&](int cell) { return at(answer, cell) == 0; });
            join_regions(
                board, parts, [&](int cell) { return -shaded(cell); }, solver, cuts);
            return parts.size() > 1;
        };
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override;

    std::string body(const Board& board) const override {
        std::string text;
        int bits = 0, value = 0;
        const auto put = [&](bool wall) {
            value = 2 * value + (wall ? 1 : 0);
            if (++bits == 5) text += base36(value), bits = value = 0;
        };
        const auto flush = [&] {
            while (bits != 0) put(false);
        };
        for (int row = 0; row < board.rows; ++row)
            for (int col = 0; col + 1 < board.cols; ++col) put((walls_of(board[board.cell(row, col)]) & kRight) != 0);
        flush();
        for (int row = 0; row + 1 < board.rows; ++row)
            for (int col = 0; col < board.cols; ++col) put((walls_of(board[board.cell(row, col)]) & kBelow) != 0);
        flush();
        BodyWriter out;
        for (const auto& room : rooms_of(board).cells)
            number_of(board[room.front()]) > 0 ? out.put_hex(number_of(board[room.front()]) - 1) : out.skip();
        return text + out.finish();
    }

    Board from_body(std::string_view body, int rows, int cols) const override {
        const int vertical = ((cols - 1) * rows + 4) / 5, horizontal = (cols * (rows - 1) + 4) / 5;
        BodyReader borders(body, vertical + horizontal);
        std::vector<int> values;
        for (int i = 0; i < vertical + horizontal; ++i) {
            values.push_back(borders.number(1, 36));
            if (values.back() > 31) borders.fail("a symbol of five borders, 0 to v");
        }
        const auto wall = [&](int first, int i) { return (at(values, first + i / 5) >> (4 - i % 5) & 1) != 0; };
        Board board = Board::filled(rows, cols);
        for (int row = 0; row < rows; ++row)
            for (int col = 0; col < cols; ++col) {
                const bool above = row == 0 || wall(vertical, (row - 1) * cols + col);
                const bool below = row + 1 == rows || wall(vertical, row * cols + col);
                const bool left = col == 0 || wall(0, row * (cols - 1) + col - 1);
                const bool right = col + 1 == cols || wall(0, row * (cols - 1) + col);
                board[board.cell(row, col)] =
                    token_of((above ? kAbove : 0) | (right ? kRight : 0) | (below ? kBelow : 0) | (left ? kLeft : 0), 0, 0);
            }
        const Rooms rooms = rooms_of(board);
        std::vector<int> numbers(rooms.cells.size(), -1);
        BodyReader in(body.substr(values.size()), count_of(numbers));
        while (!in.done()) {
            if (in.skipped()) continue;
            const auto number = in.hex_number();
            if (number && (*number < 0 || *number > kMost)) in.fail("a number from 0 to " + std::to_string(kMost));
            at(numbers, in.cell()) = number.value_or(-1);
            in.skip(1);
        }
        in.finish();
        return board_of(rows, cols, rooms.of, numbers);
    }

    /// The room by letters, and behind them its number in its first cell.
    std::string clue_text(const Board& board, int cell) const override {
        const Rooms rooms = rooms_of(board);
        const int room = at(rooms.of, cell), number = number_of(board[cell]) - 1;
        const bool first = at(rooms.cells, room).front() == cell;
        return room_name(room) + (first && number >= 0 ? std::to_string(number) : "");
    }
    Board board_of_clues(int rows, int cols, std::span<const std::string> clues) const override {
        std::map<std::string, int> names;
        std::vector<int> room_of, numbers;
        for (const std::string& clue : clues) {
            const auto digits =
                std::min(clue.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), clue.size());
            const auto number = digits < clue.size() ? whole_number(std::string_view(clue).substr(digits)) : std::optional(-1);
            const auto [room, fresh] = names.emplace(clue.substr(0, digits), count_of(names));
            if (fresh) numbers.push_back(-1);
            int& known = at(numbers, room->second);
            if (digits == 0 || !number || *number > kMost || (known >= 0 && *number >= 0 && known != *number))
                throw Error(ErrorCode::bad_puzzle, "heyawake",
                            "row " + std::to_string(count_of(room_of) / cols + 1) + ", cell " +
                                std::to_string(count_of(room_of) % cols + 1),
                            "letters that name a room, and in one of its cells a number up to " + std::to_string(kMost),
                            "'" + clue + "'");
            if (*number >= 0) known = *number;
            room_of.push_back(room->second);
        }
        Board board = board_of(rows, cols, room_of, numbers);
        for (const auto& cells : rooms_of(board).cells)
            for (int cell = 0; cell < cells.front(); ++cell)
                if (at(room_of, cell) == at(room_of, cells.front()))
                    throw Error(
                        ErrorCode::bad_puzzle, "heyawake",
                        "row " + std::to_string(cells.front() / cols + 1) + ", cell " + std::to_string(cells.front() % cols + 1),
                        "a room in one piece", "'" + at(clues, cells.front()) + "' once more");
        return board;
    }
    bool has_rooms() const override { return true; }
    bool answers_apart() const override { return true; }

    std::string symbol(const Board& board, int cell, int digit) const override {
        const Rooms rooms = rooms_of(board);
        const bool first = at(rooms.cells, at(rooms.of, cell)).front() == cell;
        if (digit == 1) return " #";
        if (first && number_of(board[cell]) > 0)
            return (number_of(board[cell]) > 10 ? "" : " ") + std::to_string(number_of(board[cell]) - 1);
        return " .";
    }

    std::string picture(const Board& board, const Digits& answer, int cell, int x, int y) const override {
        const auto px = [](int v) { return std::to_string(v); };
        std::string text = "<rect x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"40\" height=\"40\" class=\"" +
                           (at(answer, cell) == 1 ? "shaded" : "white") + "\"/>";
        const int walls = walls_of(board[cell]);
        const auto line = [&](int x1, int y1, int x2, int y2) {
            text += "<path d=\"M" + px(x1) + " " + px(y1) + "L" + px(x2) + " " + px(y2) + "\" class=\"wall\"/>";
        };
        if (walls & kAbove) line(x, y, x + 40, y);
        if (walls & kLeft) line(x, y, x, y + 40);
        if (walls & kBelow) line(x, y + 40, x + 40, y + 40);
        if (walls & kRight) line(x + 40, y, x + 40, y + 40);
        const Rooms rooms = rooms_of(board);
        if (number_of(board[cell]) > 0 && at(rooms.cells, at(rooms.of, cell)).front() == cell)
            text += "<text x=\"" + px(x + 20) + "\" y=\"" + px(y + 28) + "\" class=\"" +
                    (at(answer, cell) == 1 ? "on-black" : "clue") + "\">" + px(number_of(board[cell]) - 1) + "</text>";
        return text;
    }
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
        return MadeBoard{board_of(board_.rows, board_.cols, room_of_, numbers_), std::move(answer_), 0};
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
        board_ = board_of(board_.rows, board_.cols, room_of_, numbers_);
        sat_ = make_sat_();
        formula_ = kind_.formula(board_, *sat_, &cuts_);
        formula_.exclude(*sat_, answer_);
        formula_.prefer(*sat_, answer_);
        return formula_.answer(*sat_, formula_.clues);
    }

    /// Leaves about so many numbers, after other_answer() found none.
    void hide_numbers(int wanted) {
        const auto shown = choose_clues(formula_, *sat_, random_, wanted);
        const Rooms rooms = rooms_of(board_);  // in the order of the clues
        for (std::size_t i = 0; i < rooms.cells.size(); ++i)
            if (std::find(shown.begin(), shown.end(), formula_.clues[i]) == shown.end())
                at(numbers_, at(room_of_, rooms.cells[i].front())) = -1;
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
    std::unique_ptr<Sat> sat_;
    Formula formula_;
    Cuts cuts_;
};

std::optional<MadeBoard> Heyawake::attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const {
    return Draft(*this, rows, cols, random, make_sat).finish();
}

}  // namespace

const PencilKind& heyawake_kind() {
    static const Heyawake kind;
    return kind;
}

}  // namespace ptrm
