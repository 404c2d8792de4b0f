#include "puzzles/pencil/rooms.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"
#include "puzzles/pencil/address.hpp"

namespace ptrm {
namespace {

// Hints, in this order; behind them the numbers of rooms, so that a network of one kind can begin as one of another.
constexpr int kRooms = 48, kSizes = 40, kReaches = 10;
constexpr int kReachRow = kRooms, kSecondRow = kReachRow + 4 * kReaches, kSizeRow = kSecondRow + 4 * kReaches,
              kNumberRow = kSizeRow + kSizes;

/// How many cells of its room follow a cell on one side.
int reach(const Board& board, const Sides& walls, int cell, int side) {
    int steps = 0;
    while (cell >= 0 && (at(walls, cell) >> side & 1) == 0) {
        cell = step(board, cell, side);
        ++steps;
    }
    return steps;
}

}  // namespace

Sides RoomKind::walls(const Board& board) const {
    Sides walls;
    for (const std::int32_t token : board.tokens) walls.push_back(walls_of(token));
    return walls;
}

Board RoomKind::board_of(int rows, int cols, const std::vector<int>& room_of, const std::vector<int>& numbers) const {
    Board board = Board::filled(rows, cols);
    const Sides walls = walls_between(board, room_of);
    for (int cell = 0; cell < board.cells(); ++cell)
        board[cell] = open(at(walls, cell), std::max(-1, at(numbers, at(room_of, cell))));
    return board;
}

int RoomKind::hint_rows() const { return kNumberRow + numbers_; }

std::vector<std::int32_t> RoomKind::hints(const Board& board) const {
    const Sides around = walls(board);
    const Rooms rooms = rooms_between(board, around);
    // Names of rooms, drawn from the board, so that nothing follows from a name but that two cells have the same.
    std::uint64_t seed = 0;
    for (const std::int32_t token : board.tokens) seed = mix64(seed ^ static_cast<std::uint64_t>(opened(token)));
    std::vector<std::int32_t> names(kRooms);
    std::iota(names.begin(), names.end(), 0);
    Random(seed, 0).shuffle(names);
    std::vector<std::int32_t> hints;
    for (int cell = 0; cell < board.cells(); ++cell) {
        const int room = at(rooms.of, cell), size = count_of(at(rooms.cells, room));
        hints.insert(hints.end(),
                     {at(names, room % kRooms), kNumberRow + number_of(board[cell]) + 1, kSizeRow + std::min(size, kSizes - 1)});
        for (int side = 0; side < 4; ++side) {
            const int own = reach(board, around, cell, side), next = step(board, cell, side, own + 1);
            const int second = next < 0 ? own : own + 1 + reach(board, around, next, side);
            hints.push_back(kReachRow + kReaches * side + std::min(own, kReaches - 1));
            hints.push_back(kSecondRow + kReaches * side + std::min(second, kReaches - 1));
        }
    }
    return hints;
}

std::int32_t RoomKind::turned_hint(std::int32_t hint, int turn) const {
    for (const int first : {kReachRow, kSecondRow})
        if (hint >= first && hint < first + 4 * kReaches)
            return first + kReaches * turned_side((hint - first) / kReaches, turn) + (hint - first) % kReaches;
    return hint;
}

void RoomKind::check_question(const Board& board, std::vector<Fault>& faults) const {
    for (int cell = 0; cell < board.cells(); ++cell)
        for (int side = 0; side < 4; ++side) {
            const int next = step(board, cell, side);
            const bool wall = (walls_of(board[cell]) >> side & 1) != 0;
            const bool matches = next < 0 ? wall : wall == ((walls_of(board[next]) >> opposite(side) & 1) != 0);
            if (matches) continue;
            faults.push_back({{cell}, "a wall that only one of its cells has"});
            break;
        }
    for (const auto& room : rooms_of(board).cells)
        for (const int cell : room)
            if (number_of(board[cell]) != number_of(board[room.front()])) faults.push_back({{cell}, "two numbers in a room"});
}

std::string RoomKind::body(const Board& board) const {
    if (numbers_ == 1) return walls_body(board, walls(board));
    BodyWriter out;
    for (const auto& room : rooms_of(board).cells) {
        const int number = number_of(board[room.front()]);
        number >= 0 ? out.put_hex(number) : out.skip();
    }
    return walls_body(board, walls(board)) + out.finish();
}

Board RoomKind::from_body(std::string_view body, int rows, int cols) const {
    std::size_t taken = 0;
    const Sides walls = walls_of_body(body, rows, cols, taken);
    const Rooms rooms = rooms_between(Board::filled(rows, cols), walls);
    std::vector<int> numbers(rooms.cells.size(), -1);
    BodyReader in(body.substr(taken), numbers_ == 1 ? 0 : count_of(numbers));
    while (!in.done()) {
        if (in.skipped()) continue;
        const auto number = in.hex_number();
        if (number && (*number < 0 || *number > numbers_ - 2)) in.fail("a number from 0 to " + std::to_string(numbers_ - 2));
        at(numbers, in.cell()) = number.value_or(-1);
        in.skip(1);
    }
    in.finish();
    return board_of(rows, cols, rooms.of, numbers);
}

std::string RoomKind::clue_text(const Board& board, int cell) const {
    const int number = number_of(board[cell]);
    if (number < 0) return "";
    const Rooms rooms = rooms_of(board);
    return at(rooms.cells, at(rooms.of, cell)).front() == cell ? std::to_string(number) : "";
}

std::optional<std::int32_t> RoomKind::clue_token(std::string_view clue) const {
    if (clue.empty() || clue == "?") return open(0, -1);
    const auto number = whole_number(clue);
    return number && *number <= numbers_ - 2 ? std::optional(open(0, *number)) : std::nullopt;
}

Board RoomKind::board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides& walls) const {
    const Board board = clues_alone(rows, cols, clues);
    const Rooms rooms = rooms_between(board, walls);
    std::vector<int> numbers(rooms.cells.size(), -1);
    for (int cell = 0; cell < board.cells(); ++cell) {
        const int number = number_of(board[cell]);
        int& known = at(numbers, at(rooms.of, cell));
        if (known >= 0 && number >= 0 && known != number)
            throw Error(ErrorCode::bad_puzzle, std::string(name()),
                        "row " + std::to_string(cell / cols + 1) + ", cell " + std::to_string(cell % cols + 1),
                        "one number in a room", std::to_string(known) + " and " + std::to_string(number));
        known = std::max(known, number);
    }
    return board_of(rows, cols, rooms.of, numbers);
}

std::vector<FilePart> RoomKind::file_parts(int) const {
    if (numbers_ == 1) return {FilePart::rooms, FilePart::marks};
    return {FilePart::rooms, FilePart::clues, FilePart::marks};
}

std::string RoomKind::symbol(const Board& board, int cell, int digit) const {
    if (digit == 1) return " #";
    const std::string text = clue_text(board, cell);
    return text.empty() ? " ." : two_columns(text);
}

void RoomKind::picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const {
    const bool shaded = at(answer, cell) == 1;
    picture.square(shaded ? "shaded" : "white");
    if (const std::string text = clue_text(board, cell); !text.empty()) picture.text(text, shaded ? "on-black" : "clue");
}

std::string walls_body(const Board& board, const Sides& walls) {
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
        for (int col = 0; col + 1 < board.cols; ++col) put((at(walls, board.cell(row, col)) & kRight) != 0);
    flush();
    for (int row = 0; row + 1 < board.rows; ++row)
        for (int col = 0; col < board.cols; ++col) put((at(walls, board.cell(row, col)) & kBelow) != 0);
    flush();
    return text;
}

Sides walls_of_body(std::string_view body, int rows, int cols, std::size_t& taken) {
    const int vertical = ((cols - 1) * rows + 4) / 5, horizontal = (cols * (rows - 1) + 4) / 5;
    BodyReader borders(body, vertical + horizontal);
    std::vector<int> values;
    for (int i = 0; i < vertical + horizontal; ++i) {
        values.push_back(borders.number(1, 36));
        if (values.back() > 31) borders.fail("a symbol of five borders, 0 to v");
    }
    taken = values.size();
    const auto wall = [&](int first, int i) { return (at(values, first + i / 5) >> (4 - i % 5) & 1) != 0; };
    Sides walls;
    for (int row = 0; row < rows; ++row)
        for (int col = 0; col < cols; ++col) {
            const bool above = row == 0 || wall(vertical, (row - 1) * cols + col);
            const bool below = row + 1 == rows || wall(vertical, row * cols + col);
            const bool left = col == 0 || wall(0, row * (cols - 1) + col - 1);
            const bool right = col + 1 == cols || wall(0, row * (cols - 1) + col);
            walls.push_back((above ? kAbove : 0) | (right ? kRight : 0) | (below ? kBelow : 0) | (left ? kLeft : 0));
        }
    return walls;
}

namespace {

/// Moves cells between rooms until one answer is left. The answers that a solver found are kept: a move is good where few of
/// them, but at least one, still obey the rules.
class Settling {
public:
    Settling(const RoomKind& kind, int per_room, const Board& empty, std::vector<int>& room_of, const SatMaker& make_sat)
        : kind_(kind),
          per_room_(per_room),
          empty_(empty),
          room_of_(room_of),
          rooms_(1 + *std::max_element(room_of.begin(), room_of.end())),
          make_sat_(make_sat) {}

    /// The answer that is left, which need not be the one to begin with.
    std::optional<Digits> finish(Digits answer, Random& random) {
        known_.push_back({std::move(answer)});
        for (int round = 0; round < kRounds; ++round) {
            if (!find_others()) return std::nullopt;
            if (standing() == 1)
                return std::find_if(known_.begin(), known_.end(), [](const Known& one) { return one.stands; })->digits;
            for (int moves = 0; standing() > 1; ++moves) {
                if (moves == kMoves) return std::nullopt;
                move(random);
            }
        }
        return std::nullopt;
    }

private:
    // Those that fail fail early; so much is worth it to finish the others.
    static constexpr int kRounds = 100, kMoves = 60, kOthersAtOnce = 16, kMovesTried = 16;

    struct Known {
        Digits digits;
        bool stands = true;
    };
    struct Move {
        int cell, room;
        friend bool operator==(const Move&, const Move&) = default;
    };

    Board board() const { return kind_.board_of(empty_.rows, empty_.cols, room_of_, std::vector<int>(room_of_.size(), -1)); }

    /// Asked a hundred thousand times a puzzle, so that what is wrong with most is seen first.
    bool obeys_rules(const Digits& digits) const {
        std::vector<int> shaded(to_size(rooms_));
        for (std::size_t cell = 0; cell < digits.size(); ++cell) at(shaded, room_of_[cell]) += digits[cell];
        if (std::any_of(shaded.begin(), shaded.end(), [&](int count) { return count != per_room_; })) return false;
        std::vector<Fault> faults;
        kind_.check(board(), digits, faults);
        return faults.empty();
    }

    Index standing() const {
        return std::count_if(known_.begin(), known_.end(), [](const Known& one) { return one.stands; });
    }

    /// @return whether it could be told
    bool find_others() {
        const auto sat = make_sat_();
        const Formula formula = kind_.formula(board(), *sat, &cuts_);
        const auto one = std::find_if(known_.begin(), known_.end(), [](const Known& known) { return known.stands; });
        formula.exclude(*sat, one->digits);
        formula.prefer(*sat, one->digits);
        for (int i = 0; i < kOthersAtOnce; ++i) {
            auto other = formula.answer(*sat, {}, kPerRound);
            if (!other) break;
            if (other->empty()) return false;
            formula.exclude(*sat, *other);
            known_.push_back({std::move(*other)});
        }
        return true;
    }

    /// Whether a room stays in one piece without a cell.
    bool spares(int cell) const {
        const int room = at(room_of_, cell);
        return regions(empty_, [&](int other) { return other != cell && at(room_of_, other) == room; }).size() == 1;
    }

    /// To rooms beside them, of cells of which those that stand do not say the same; or of any cell.
    std::vector<Move> moves(bool any) const {
        std::vector<int> shaded(room_of_.size());
        for (const Known& one : known_)
            for (std::size_t cell = 0; one.stands && cell < shaded.size(); ++cell) shaded[cell] += one.digits[cell];
        const auto all = standing();
        std::vector<Move> moves;
        for (int cell = 0; cell < empty_.cells(); ++cell) {
            const bool disputed = at(shaded, cell) > 0 && at(shaded, cell) < all;
            if ((!any && !disputed) || !spares(cell)) continue;
            for_neighbours(empty_, cell, [&](int next) {
                const Move move{cell, at(room_of_, next)};
                const bool listed = std::find(moves.begin(), moves.end(), move) != moves.end();
                if (move.room != at(room_of_, cell) && move != back_ && !listed) moves.push_back(move);
            });
        }
        return moves;
    }

    /// Whether an answer obeys the rules after a move.
    bool stands_after(const Known& one, const Move& move) const {
        if (at(one.digits, move.cell) == 0) return one.stands;
        return !one.stands && obeys_rules(one.digits);  // one that stood has too few in a room now
    }

    int standing_after(const Move& move) {
        const int from = std::exchange(at(room_of_, move.cell), move.room);
        const auto left = std::count_if(known_.begin(), known_.end(), [&](const Known& one) { return stands_after(one, move); });
        at(room_of_, move.cell) = from;
        return static_cast<int>(left);
    }

    /// The best of some moves; now and then, and where no other is, any that leaves an answer.
    void move(Random& random) {
        auto tried = moves(false);
        const bool any = tried.empty() || random.below(10) == 0;
        if (any) tried = moves(true);
        random.shuffle(tried);
        if (count_of(tried) > kMovesTried) tried.resize(kMovesTried);
        int fewest = std::numeric_limits<int>::max();
        std::optional<Move> best;
        for (const Move& move : tried) {
            const int left = standing_after(move);
            if (left == 0 || left >= fewest) continue;
            fewest = left;
            best = move;
            if (any) break;
        }
        if (!best) return;
        back_ = {best->cell, std::exchange(at(room_of_, best->cell), best->room)};
        for (Known& one : known_) one.stands = stands_after(one, *best);
    }

    const RoomKind& kind_;
    int per_room_;
    const Board& empty_;
    std::vector<int>& room_of_;
    int rooms_;
    const SatMaker& make_sat_;
    Cuts cuts_;
    std::vector<Known> known_;
    Move back_{-1, -1};  // undoes the last one
};

}  // namespace

std::optional<MadeBoard> settle_rooms(const RoomKind& kind, int per_room, const Board& empty, const Digits& answer,
                                      std::vector<int> room_of, Random& random, const SatMaker& sat) {
    grow_rooms(empty, room_of, random);
    auto settled = Settling(kind, per_room, empty, room_of, sat).finish(answer, random);
    if (!settled) return std::nullopt;
    return MadeBoard{kind.board_of(empty.rows, empty.cols, room_of, std::vector<int>(room_of.size(), -1)), std::move(*settled),
                     0};
}

void grow_rooms(const Board& board, std::vector<int>& room_of, Random& random) {
    std::vector<double> appetite(to_size(1 + *std::max_element(room_of.begin(), room_of.end())));
    for (double& share : appetite) {
        share = unit_interval(random.bits());
        share = 0.003 + share * share * share * share;
    }
    std::vector<std::pair<int, int>> frontier;  // a cell, and the room that may take it
    const auto spread = [&](int cell) {
        for_neighbours(board, cell, [&](int next) {
            if (at(room_of, next) < 0) frontier.emplace_back(next, at(room_of, cell));
        });
    };
    for (int cell = 0; cell < board.cells(); ++cell)
        if (at(room_of, cell) >= 0) spread(cell);
    while (!frontier.empty()) {
        const auto [cell, room] = random.take(frontier);
        if (at(room_of, cell) >= 0) continue;
        if (unit_interval(random.bits()) > at(appetite, room)) {
            frontier.emplace_back(cell, room);
            continue;
        }
        at(room_of, cell) = room;
        spread(cell);
    }
}

std::vector<int> random_rooms(const Board& board, double size, Random& random) {
    std::vector<int> room_of(board.tokens.size(), -1), cells(board.tokens.size());
    std::iota(cells.begin(), cells.end(), 0);
    random.shuffle(cells);
    const int rooms = std::clamp(static_cast<int>(board.cells() / size), 1, board.cells());
    for (int room = 0; room < rooms; ++room) at(room_of, at(cells, room)) = room;
    grow_rooms(board, room_of, random);
    return room_of;
}

}  // namespace ptrm
