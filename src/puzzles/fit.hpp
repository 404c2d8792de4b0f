#pragma once

#include <cstdint>
#include <vector>

#include "ptrm/puzzle_kind.hpp"

namespace ptrm {

/// Whether a question of `small` can be asked as one of `large`, see PuzzleKind::fits(). Puzzles known from examples fit if they
/// have the same name and symbols.
bool fits(const Puzzle& small, const Puzzle& large);

/// A grid of `small` in the frame of `large`, padded with token 0 below and to the right.
std::vector<std::int32_t> pad(const Puzzle& small, const Puzzle& large, Tokens grid);

}  // namespace ptrm
