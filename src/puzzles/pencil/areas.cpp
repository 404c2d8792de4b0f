#include "puzzles/pencil/areas.hpp"

#include "base/index.hpp"

namespace ptrm {

Formula division_formula(const PencilRules& rules, const Board& board, Sat& sat, std::vector<AreaChoice>& choices) {
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
    keep_given(rules, board, formula, sat);
    return formula;
}

Rooms check_areas(const Board& board, const Sides& borders, std::vector<Fault>& faults) {
    check_agreement(board, borders, Strokes::borders, faults);
    for (int cell = 0; cell < board.cells(); ++cell)
        if ((outer_sides(board, cell) & ~at(borders, cell)) != 0) faults.push_back({{cell}, "no border along the board's edge"});
    for (int row = 0; row + 1 < board.rows; ++row)
        for (int col = 0; col + 1 < board.cols; ++col) {
            const int cell = board.cell(row, col), across = board.cell(row + 1, col + 1);
            const int meeting =
                count_sides(at(borders, cell) & (kRight | kBelow)) + count_sides(at(borders, across) & (kAbove | kLeft));
            if (meeting == 1) faults.push_back({{cell, across}, "a border that ends"});
        }
    return rooms_between(board, borders);
}

}  // namespace ptrm
