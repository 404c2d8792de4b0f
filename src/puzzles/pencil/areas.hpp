#pragma once

#include <vector>

#include "puzzles/pencil/sides.hpp"

namespace ptrm {

/// What an area of a division may be: its cells, and a literal that is true where it is one.
struct AreaChoice {
    std::vector<int> cells;
    int literal = 0;
};

/// A formula of a board that is divided into areas, whose borders are the sides of its cells. A border goes around each area and
/// none through it, so that no two that share a cell can both be there.
Formula division_formula(const PencilRules& rules, const Board& board, Sat& sat, std::vector<AreaChoice>& choices);

/// The areas of a division. Faults of borders on which two cells do not agree, that end, or that the board's edge lacks.
Rooms check_areas(const Board& board, const Sides& borders, std::vector<Fault>& faults);

/// A kind whose answers are borders: digits are the sides of cells on which one lies, the board's edge among them.
class DivisionKind : public EveryCellKind {
public:
    Strokes strokes() const override { return Strokes::borders; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::borders}; }

protected:
    explicit DivisionKind(int clues) : EveryCellKind(clues, all_sides()) {}
    int turned_digit(int sides, int turn) const override { return turned_sides(sides, turn); }
};

}  // namespace ptrm
