#pragma once

#include <vector>

#include "puzzles/pencil/kind.hpp"

namespace ptrm {

// Rules that kinds with shaded cells share: what an answer breaks, and the same as clauses.

/// Whether four cells of a digit form a 2x2 square whose upper left corner is here.
bool square_of(const Board& board, const Digits& answer, int cell, int digit = 1);
/// Whether shading one more cell would complete such a square.
bool completes_square(const Board& board, Digits answer, int cell);
int count_shaded(const std::vector<int>& cells, const Digits& answer);

void check_no_squares(const Board& board, const Digits& answer, std::vector<Fault>& faults, int digit = 1);
void check_apart(const Board& board, const Digits& answer, std::vector<Fault>& faults);
void check_connected(const Board& board, const Digits& answer, std::vector<Fault>& faults, int digit = 1);

void check_any_shaded(const Digits& answer, std::vector<Fault>& faults);

/// A formula of one variable a cell, true where it is shaded, of the cuts that are known, and of the cells that are given.
Formula shading_formula(const PencilRules& rules, const Board& board, Sat& sat, const Cuts* cuts);
void forbid_squares(const Board& board, const Formula& formula, Sat& sat, int digit = 1);
/// No two shaded cells are side by side, and no unshaded one is walled in.
void keep_apart(const Board& board, const Formula& formula, Sat& sat);
/// Some cell is shaded.
void shade_any(const Formula& formula, Sat& sat);
/// Makes the formula refuse answers whose cells of a digit are not all connected.
void keep_connected(const Board& board, Formula& formula, Cuts* cuts, int digit = 1);
/// How many cells of the answer the other rules alone would leave open, of a kind that refines its formula by connectedness
/// alone.
int decided_by_connectedness(const PencilRules& rules, const Board& board, const Digits& answer, const SatMaker& make_sat);

/// Shaded cells at random, about `share` of all: none beside another, the others connected.
Digits scattered(const Board& board, double share, Random& random);

}  // namespace ptrm
