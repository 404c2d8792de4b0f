#pragma once

#include <cstdint>
#include <vector>

namespace ptrm {

/// The cells of a turned grid: new cell i is old cell turned[i]. Bit 2 of `turn` swaps rows and columns, then bit 0 turns it
/// upside down and bit 1 left to right.
inline std::vector<std::int32_t> turned_cells(int rows, int cols, int turn) {
    std::vector<std::int32_t> cells;
    for (int row = 0; row < rows; ++row) {
        for (int col = 0; col < cols; ++col) {
            const int r = turn & 1 ? rows - 1 - row : row, c = turn & 2 ? cols - 1 - col : col;
            cells.push_back(turn & 4 ? c * cols + r : r * cols + c);
        }
    }
    return cells;
}

}  // namespace ptrm
