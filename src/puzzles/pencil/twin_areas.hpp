#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "puzzles/pencil/areas.hpp"

namespace ptrm {

/// A row and a column, on a board or off it.
struct Place {
    int row, col;
    friend bool operator==(const Place&, const Place&) = default;
    friend bool operator<(const Place& a, const Place& b) { return std::tie(a.row, a.col) < std::tie(b.row, b.col); }
};

/// A place turned about the origin by one of eight turns.
inline Place turned_place(Place place, int turn) {
    if (turn & 4) std::swap(place.row, place.col);
    return {turn & 1 ? -place.row : place.row, turn & 2 ? -place.col : place.col};
}
inline Place place_of(const Board& board, int cell) { return {cell / board.cols, cell % board.cols}; }
inline int cell_of(const Board& board, Place place) {
    return board.holds(place.row, place.col) ? board.cell(place.row, place.col) : -1;
}

/// All areas that a board's colours allow: a connected piece of white cells, and beside it what it becomes when it is turned and
/// moved, all gray. Nothing where they are more than it is worth to list: large patches of one colour.
/// @param sizes of each cell's piece where they are known, else empty
std::optional<std::vector<AreaChoice>> twin_areas(const Board& board, const std::vector<char>& gray,
                                                  const std::vector<int>& sizes);

}  // namespace ptrm
