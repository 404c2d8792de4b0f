#include "puzzles/pencil/areas.hpp"

#include <algorithm>
#include <numeric>

#include "base/index.hpp"

namespace ptrm {

std::vector<int> DivisionKind::all_sides() {
    std::vector<int> sides(kAllSides + 1);
    std::iota(sides.begin(), sides.end(), 0);
    return sides;
}

Formula division_formula(const PencilKind& kind, const Board& board, Sat& sat, std::vector<AreaChoice>& choices) {
    const SideLiterals sides(board, sat);
    Formula formula = sides_formula(board, sat, sides, true, [](int, int) { return true; });
    std::vector<std::vector<int>> covering(board.tokens.size());
    std::vector<char> inside(board.tokens.size());
    for (AreaChoice& choice : choices) {
        choice.literal = sat.variable();
        for (const int cell : choice.cells) at(inside, cell) = 1;
        for (const int cell : choice.cells) {
            int borders = 0;
            for (int side = 0; side < 4; ++side)
                if (const int next = step(board, cell, side); next < 0 || !at(inside, next)) borders |= 1 << side;
            sat.add({-choice.literal, at(at(formula.literals, cell), borders)});
            at(covering, cell).push_back(choice.literal);
        }
        for (const int cell : choice.cells) at(inside, cell) = 0;
    }
    for (const auto& any : covering) sat.add(any);
    keep_given(kind, board, formula, sat);
    return formula;
}

Rooms check_areas(const Board& board, const Sides& borders, std::vector<Fault>& faults) {
    check_agreement(board, borders, Strokes::borders, faults);
    Rooms areas = rooms_between(board, borders);
    const Sides around = walls_between(board, areas.of);
    for (int cell = 0; cell < board.cells(); ++cell)
        if (at(around, cell) != at(borders, cell)) faults.push_back({{cell}, "a border that ends within an area"});
    return areas;
}

}  // namespace ptrm
