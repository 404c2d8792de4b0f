#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace [[gnu::visibility("default")]] ptrm {

/// A change of a grid that leaves a puzzle the same puzzle: its cells change places, and its tokens their names.
struct Symmetry {
    std::vector<std::int32_t> cells;       ///< new cell i is old cell cells[i]
    std::vector<std::int32_t> tokens;      ///< token t becomes tokens[t]
    std::vector<std::int32_t> hints = {};  ///< and of a kind that has hints (Puzzle::hints()), hint h becomes hints[h]

    /// @param grid a token per cell, each below tokens.size()
    std::vector<std::int32_t> apply(std::span<const std::int32_t> grid) const;
    /// Undoes apply(): takes an answer to a changed question back to the question.
    std::vector<std::int32_t> undo(std::span<const std::int32_t> grid) const;
};

/// The reflections and turns of a grid, the identity first: 4 without transposition, 8 with it.
/// @throws Error (bad_argument) for a transposition of a grid that is not square
std::vector<Symmetry> dihedral_symmetries(int rows, int cols, int vocab_size, bool transposed);

}  // namespace ptrm
