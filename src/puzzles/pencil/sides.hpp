#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "puzzles/pencil/kind.hpp"

namespace ptrm {

// The four sides of a cell: 0 above, 1 right, 2 below, 3 left; as bits, what lies on them: walls of rooms, borders of areas, or
// lines that lead from the cell's centre to its neighbours'.
constexpr int kAbove = 1, kRight = 2, kBelow = 4, kLeft = 8, kAllSides = 15;
constexpr std::array<int, 7> kLoopSides{0, 3, 5, 6, 9, 10, 12};  ///< what a loop may be in a cell: nothing, or two sides

constexpr int opposite(int side) { return (side + 2) % 4; }
constexpr int count_sides(int sides) { return (sides & 1) + (sides >> 1 & 1) + (sides >> 2 & 1) + (sides >> 3 & 1); }
constexpr bool straight(int sides) { return sides == (kAbove | kBelow) || sides == (kLeft | kRight); }
constexpr bool bends(int sides) { return count_sides(sides) == 2 && !straight(sides); }

/// The cell so many steps towards a side, or -1 off the board.
int step(const Board& board, int cell, int side, int steps = 1);
/// Where a side lies when the board is turned as PencilKind::turned() says.
int turned_side(int side, int turn);
int turned_sides(int sides, int turn);

/// The sides of a cell that lie on the board's edge.
int outer_sides(const Board& board, int cell);
/// Sets all that do; or one side, for both cells that have it.
void set_outer(const Board& board, Sides& sides);
void set_side(const Board& board, Sides& sides, int cell, int side);
/// All sixteen that a cell may have, as digits.
std::vector<int> all_sides();

/// The sides where a cell borders on one of another room, the board's edge among them.
Sides walls_between(const Board& board, const std::vector<int>& room_of);
/// The rooms that walls divide a board into, in the order of their first cells.
struct Rooms {
    std::vector<int> of;  ///< the room of each cell
    std::vector<std::vector<int>> cells;
};
Rooms rooms_between(const Board& board, const Sides& walls);

/// A literal for each side between two cells of a board, shared by both. Their variables come first in a formula.
class SideLiterals {
public:
    SideLiterals(const Board& board, Sat& sat);
    /// 0 on the board's edge.
    int operator()(int cell, int side) const;

private:
    Board board_;
    std::vector<std::array<int, 2>> right_and_below_;
};

/// A formula of what the sides of each cell are, digit d being the sides d.
/// @param outer whether the board's edge counts as a side that is set
/// @param allowed what the sides of a cell may be
Formula sides_formula(const Board& board, Sat& sat, const SideLiterals& sides, bool outer,
                      const std::function<bool(int cell, int sides)>& allowed);

/// A formula of one loop: what it is in each cell, kLoopSides, and the cuts that are known.
Formula loop_formula(const PencilKind& kind, const Board& board, Sat& sat, const SideLiterals& sides, Cuts* cuts);

/// Makes a formula of sides refuse answers whose lines are not all joined.
void keep_joined(const PencilKind& kind, const Board& board, Formula& formula, const SideLiterals& sides, Cuts* cuts);

/// The cells that lines join, part by part; cells without lines are none.
std::vector<std::vector<int>> line_parts(const Board& board, const Sides& lines);
/// Joins parts of a line that has to be connected where it is not: forbids that one is cut off from the others.
/// @param used the literal that is true where a line is in a cell; 0 where one must be
void join_lines(const Board& board, const std::vector<std::vector<int>>& parts, const SideLiterals& sides,
                const std::function<int(int cell)>& used, Sat& sat, Cuts* cuts);

/// Faults of lines or borders that only one of two cells has, and of lines that leave the board.
void check_agreement(const Board& board, const Sides& sides, Strokes strokes, std::vector<Fault>& faults);
/// Faults of lines that are not one loop: loose ends, branches, crossings, several parts.
void check_loop(const Board& board, const Sides& lines, std::vector<Fault>& faults);

/// A cell of a terminal drawing, two columns wide: its lines, the one to its left drawn out, and over them a clue.
std::string line_symbol(int sides, const std::string& clue = {});

/// A region of a board's cells that is connected, whose complement is connected and reaches the edge everywhere, and whose
/// outline touches itself nowhere: inside and outside of one loop. About `share` of the cells are inside.
std::vector<char> random_region(int rows, int cols, double share, Random& random);
/// A loop through the centres of a board's cells.
Sides random_loop(const Board& board, double share, Random& random);

}  // namespace ptrm
