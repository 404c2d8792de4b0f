#pragma once

#include "puzzles/pencil/numbers.hpp"

namespace ptrm {

/// How many unshaded cells a cell sees along its row and column up to shaded ones, itself among them.
int view(const Board& board, const Digits& answer, int cell);
/// Faults of numbers that are no such views.
void check_views(const NumberKind& kind, const Board& board, const Digits& answer, std::vector<Fault>& faults);
/// Where the selector is true, the cell sees so many.
void keep_view(const Board& board, const Formula& formula, int cell, int number, int selector, Sat& sat);

}  // namespace ptrm
