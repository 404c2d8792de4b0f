// The clicks of puzz.link's player. Places are in half cells: odd in the middle of a cell, even on its sides.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/index.hpp"
#include "base/numbers.hpp"
#include "ptrm/error.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace {

struct Point {
    double x, y;
    bool even_x() const { return std::lround(x) % 2 == 0; }
    bool even_y() const { return std::lround(y) % 2 == 0; }
};

/// Plays moves on a board.
class Hand {
public:
    Hand(const PencilKind& kind, const Board& board)
        : kind_(kind), board_(board), marks_(board.tokens.size()), sides_(board.tokens.size()) {
        if (kind.strokes() == Strokes::borders && !kind.draws_edge()) set_outer(board, sides_);
    }

    void play(const std::string& move) {
        const auto points = points_of(move);
        if (points.size() == 1) press(points[0], move);
        for (std::size_t i = 1; i < points.size(); ++i) stroke(points[i - 1], points[i], i == 1, move);
    }

    Digits answer() const { return kind_.answer_of(board_, marks_, sides_); }

private:
    [[noreturn]] static void fail(const std::string& move) {
        throw Error(ErrorCode::bad_puzzle, "moves", "", "mouse,left,X,Y within the board, in half cells",
                    "'" + move.substr(0, 40) + "'");
    }

    /// None for a player's own marks.
    static std::vector<Point> points_of(const std::string& move) {
        std::vector<std::string> parts;
        std::istringstream in(move);
        for (std::string part; std::getline(in, part, ',');)
            parts.push_back(part.substr(std::min(part.find_first_not_of(' '), part.size())));
        if (parts.size() >= 2 && parts[0] == "mouse" && parts[1].starts_with("right")) return {};
        if (parts.size() < 4 || parts.size() % 2 != 0 || parts[0] != "mouse" || parts[1] != "left") fail(move);
        std::vector<double> numbers;
        for (std::size_t i = 2; i < parts.size(); ++i) {
            const double value = parse_number<double>(parts[i]).value_or(-1);
            if (!(value >= 0 && value <= 2 * kMostSide)) fail(move);
            numbers.push_back(value);
        }
        std::vector<Point> points;
        for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) points.push_back({numbers[i], numbers[i + 1]});
        return points;
    }

    int cell_at(const Point& point, const std::string& move) const {
        const int col = static_cast<int>(point.x / 2), row = static_cast<int>(point.y / 2);
        if (point.x <= 0 || point.y <= 0 || !board_.holds(row, col)) fail(move);
        return board_.cell(row, col);
    }

    void set(int cell, int side) { set_side(board_, sides_, cell, side); }

    /// Sets the side whose middle is here.
    void set_at(const Point& middle, const std::string& move) {
        const int x = static_cast<int>(std::lround(middle.x)), y = static_cast<int>(std::lround(middle.y));
        const bool upright = x % 2 == 0;
        if (upright == (y % 2 == 0)) fail(move);
        const int row = y / 2, col = x / 2;
        if (upright && board_.holds(row, col))
            set(board_.cell(row, col), 3);
        else if (upright && board_.holds(row, col - 1))
            set(board_.cell(row, col - 1), 1);
        else if (!upright && board_.holds(row, col))
            set(board_.cell(row, col), 0);
        else if (!upright && board_.holds(row - 1, col))
            set(board_.cell(row - 1, col), 2);
        else
            fail(move);
    }

    void press(const Point& point, const std::string& move) {
        if (kind_.strokes() != Strokes::none && point.even_x() != point.even_y()) return set_at(point, move);
        const int cell = cell_at(point, move);
        const int col = cell % board_.cols, row = cell / board_.cols;
        kind_.click(board_, marks_, cell, point.x > 2 * col + 1, point.y > 2 * row + 1);
    }

    void stroke(const Point& from, const Point& to, bool first, const std::string& move) {
        const int steps = static_cast<int>(std::lround(std::max(std::abs(to.x - from.x), std::abs(to.y - from.y)) / 2));
        const auto between = [&](double part) {
            return Point{from.x + (to.x - from.x) * part / steps, from.y + (to.y - from.y) * part / steps};
        };
        if (kind_.strokes() == Strokes::none && first) press(from, move);
        for (int i = 0; i < steps; ++i)
            kind_.strokes() == Strokes::none ? press(between(i + 1), move) : set_at(between(i + 0.5), move);
    }

    const PencilKind& kind_;
    const Board& board_;
    Digits marks_;
    Sides sides_;
};

}  // namespace

Digits pencil_moves(const PencilKind& kind, const Board& question, std::span<const std::string> moves) {
    Hand hand(kind, question);
    for (const std::string& move : moves) hand.play(move);
    return hand.answer();
}

}  // namespace ptrm
