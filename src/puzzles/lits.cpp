// Lits: every room has four shaded cells in one piece, an L, I, T or S; shaded cells are all connected, no 2x2 of them; two
// pieces that touch along a side have not the same shape, turned or mirrored.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/rooms.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace lits {

constexpr std::array<char, 4> kShapes{'L', 'I', 'T', 'S'};

/// The shape of four connected cells, by what each has beside it; 'O' is the square, which no piece may be.
char shape_of(const Board& board, const std::vector<int>& cells) {
    int bent = 0, most = 0;
    for (const int cell : cells) {
        int sides = 0;
        for (int side = 0; side < 4; ++side) {
            const int next = step(board, cell, side);
            if (next >= 0 && std::find(cells.begin(), cells.end(), next) != cells.end()) sides |= 1 << side;
        }
        bent += bends(sides) ? 1 : 0;
        most = std::max(most, count_sides(sides));
    }
    if (most == 3) return 'T';
    return bent == 0 ? 'I' : bent == 1 ? 'L' : bent == 2 ? 'S' : 'O';
}

struct Piece {
    std::vector<int> cells;  // in order
    char shape;
};

/// Every piece that fits into a room, but the square.
std::vector<Piece> pieces_in(const Board& board, const std::vector<int>& room) {
    std::set<std::vector<int>> found;
    for (const int cell : room) found.insert({cell});
    for (int size = 1; size < 4; ++size) {
        std::set<std::vector<int>> larger;
        for (const auto& cells : found)
            for (const int cell : cells)
                for_neighbours(board, cell, [&](int next) {
                    if (std::find(room.begin(), room.end(), next) == room.end()) return;
                    if (std::find(cells.begin(), cells.end(), next) != cells.end()) return;
                    std::vector<int> more = cells;
                    more.insert(std::upper_bound(more.begin(), more.end(), next), next);
                    larger.insert(std::move(more));
                });
        found = std::move(larger);
    }
    std::vector<Piece> pieces;
    for (const auto& cells : found)
        if (const char shape = shape_of(board, cells); shape != 'O') pieces.push_back({cells, shape});
    return pieces;
}

class Lits final : public RoomKind {
public:
    Lits() : RoomKind(-1) {}
    std::string_view name() const override { return "lits"; }
    std::vector<std::string_view> aliases() const override { return {"nuruomino"}; }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_no_squares(board, answer, faults);
        check_connected(board, answer, faults);
        const Rooms rooms = rooms_of(board);
        std::vector<char> shape(board.tokens.size());
        for (const auto& room : rooms.cells) {
            std::vector<int> shaded;
            for (const int cell : room)
                if (at(answer, cell) == 1) shaded.push_back(cell);
            const auto pieces =
                regions(board, [&](int cell) { return std::find(shaded.begin(), shaded.end(), cell) != shaded.end(); });
            if (shaded.size() != 4)
                faults.push_back({room, std::to_string(shaded.size()) + " shaded cells in a room, not four"});
            else if (pieces.size() > 1)
                faults.push_back({shaded, "shaded cells of a room in several pieces"});
            else
                for (const int cell : shaded) at(shape, cell) = shape_of(board, shaded);
        }
        for (int cell = 0; cell < board.cells(); ++cell)
            for_neighbours(board, cell, [&](int next) {
                if (next > cell && at(shape, cell) != 0 && at(shape, cell) == at(shape, next) &&
                    at(rooms.of, cell) != at(rooms.of, next))
                    faults.push_back({{cell, next}, std::string("two pieces of the shape ") + at(shape, cell) + " side by side"});
            });
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        const auto shaded = [&](int cell) { return at(formula.literals, cell)[1]; };
        forbid_squares(board, formula, sat);
        const Rooms rooms = rooms_of(board);
        std::vector<std::map<char, int>> shape(board.tokens.size());  // of each cell, true where it is part of such a piece
        for (auto& literals : shape)
            for (const char name : kShapes) literals[name] = sat.variable();
        for (const auto& room : rooms.cells) {
            std::vector<int> any;
            for (const Piece& piece : pieces_in(board, room)) {
                const int here = sat.variable();
                any.push_back(here);
                for (const int cell : room) {
                    const bool inside = std::find(piece.cells.begin(), piece.cells.end(), cell) != piece.cells.end();
                    sat.add({-here, inside ? shaded(cell) : -shaded(cell)});
                    if (inside) sat.add({-here, at(shape, cell)[piece.shape]});
                }
            }
            sat.add(any);
        }
        for (int cell = 0; cell < board.cells(); ++cell)
            for_neighbours(board, cell, [&](int next) {
                if (next < cell || at(rooms.of, next) == at(rooms.of, cell)) return;
                for (const char name : kShapes)
                    sat.add({-shaded(cell), -shaded(next), -at(shape, cell)[name], -at(shape, next)[name]});
            });
        keep_connected(board, formula, cuts);
        return formula;
    }

    /// Pieces are as many as cells, each with a clause for every cell of its room.
    bool too_large(const Board& board) const override {
        const Rooms rooms = rooms_of(board);
        return std::any_of(rooms.cells.begin(), rooms.cells.end(), [](const auto& room) { return room.size() > 150; });
    }

    /// Pieces are laid side by side, each with a room of its own; rooms grow over what is left, and cells are moved between them
    /// while another answer remains.
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        const Board empty = Board::filled(rows, cols);
        Digits answer(empty.tokens.size());
        std::vector<int> room_of(empty.tokens.size(), -1);
        const int rooms = lay_pieces(empty, answer, room_of, random);
        if (rooms < 2) return std::nullopt;
        return settle_rooms(*this, 4, empty, answer, std::move(room_of), random, make_sat);
    }

private:
    /// Lays pieces that touch the ones before and break no rule, until none fits any more. @return how many
    static int lay_pieces(const Board& board, Digits& answer, std::vector<int>& room_of, Random& random) {
        std::vector<int> all(board.tokens.size());
        for (int cell = 0; cell < board.cells(); ++cell) at(all, cell) = cell;
        std::vector<Piece> pieces = pieces_in(board, all);
        random.shuffle(pieces);
        std::vector<char> shape(board.tokens.size());
        int laid = 0;
        for (bool more = true; more;) {
            more = false;
            for (const Piece& piece : pieces) {
                bool fits = true, touches = laid == 0;
                for (const int cell : piece.cells) fits = fits && at(answer, cell) == 0;
                if (!fits) continue;
                for (const int cell : piece.cells)
                    for_neighbours(board, cell, [&](int next) {
                        if (at(answer, next) == 0) return;
                        touches = true;
                        fits = fits && at(shape, next) != piece.shape;
                    });
                if (!fits || !touches) continue;
                Digits with = answer;
                for (const int cell : piece.cells) at(with, cell) = 1;
                for (int cell = 0; cell < board.cells() && fits; ++cell) fits = !square_of(board, with, cell);
                if (!fits) continue;
                answer = std::move(with);
                for (const int cell : piece.cells) at(shape, cell) = piece.shape, at(room_of, cell) = laid;
                ++laid;
                more = true;
            }
        }
        return laid;
    }
};

}  // namespace lits

const PuzzleKind& lits_kind() {
    static const lits::Lits kind;
    return kind;
}

}  // namespace ptrm
