#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/index.hpp"

namespace ptrm {

/// A rectangle of tokens, row-major.
struct Board {
    int rows = 0;
    int cols = 0;
    std::vector<std::int32_t> tokens;

    /// One token in every cell.
    static Board filled(int rows, int cols, std::int32_t token = 0) {
        return {rows, cols, std::vector<std::int32_t>(to_size(rows * cols), token)};
    }

    int cells() const { return rows * cols; }
    int cell(int row, int col) const { return row * cols + col; }
    bool holds(int row, int col) const { return row >= 0 && row < rows && col >= 0 && col < cols; }
    std::int32_t operator[](int cell) const { return at(tokens, cell); }
    std::int32_t& operator[](int cell) { return at(tokens, cell); }
    friend bool operator==(const Board&, const Board&) = default;
};

/// Calls visit(cell) for every orthogonal neighbour on a board.
template <class Visit>
void for_neighbours(const Board& board, int cell, Visit visit) {
    constexpr std::array<std::array<int, 2>, 4> kSteps{{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}};
    const int row = cell / board.cols, col = cell % board.cols;
    for (const auto& [down, right] : kSteps)
        if (board.holds(row + down, col + right)) visit(board.cell(row + down, col + right));
}

/// The eight cells around one, as a cycle from above left; -1 outside of the board.
inline std::array<int, 8> around(const Board& board, int cell) {
    constexpr std::array<std::array<int, 2>, 8> kCycle{{{-1, -1}, {-1, 0}, {-1, 1}, {0, 1}, {1, 1}, {1, 0}, {1, -1}, {0, -1}}};
    std::array<int, 8> cells{};
    for (std::size_t i = 0; i < 8; ++i) {
        const int row = cell / board.cols + kCycle[i][0], col = cell % board.cols + kCycle[i][1];
        cells[i] = board.holds(row, col) ? board.cell(row, col) : -1;
    }
    return cells;
}

/// The cells that are reached from `first` through cells of which belongs(cell) is true; `seen` marks them.
template <class Belongs>
std::vector<int> connected_cells(const Board& board, int first, Belongs belongs, std::vector<char>& seen) {
    std::vector<int> region{first};
    at(seen, first) = 1;
    for (std::size_t i = 0; i < region.size(); ++i) {
        for_neighbours(board, region[i], [&](int next) {
            if (at(seen, next) || !belongs(next)) return;
            at(seen, next) = 1;
            region.push_back(next);
        });
    }
    return region;
}

/// All connected regions of the cells of which belongs(cell) is true.
template <class Belongs>
std::vector<std::vector<int>> regions(const Board& board, Belongs belongs) {
    std::vector<std::vector<int>> all;
    std::vector<char> seen(board.tokens.size());
    for (int cell = 0; cell < board.cells(); ++cell)
        if (!at(seen, cell) && belongs(cell)) all.push_back(connected_cells(board, cell, belongs, seen));
    return all;
}

/// Of several regions the one with the fewest cells, which a fault points to.
inline const std::vector<int>& smallest(const std::vector<std::vector<int>>& regions) {
    return *std::min_element(regions.begin(), regions.end(), [](auto& a, auto& b) { return a.size() < b.size(); });
}

}  // namespace ptrm
