#include "puzzles/pencil/views.hpp"

#include <string>

#include "base/index.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {

int view(const Board& board, const Digits& answer, int cell) {
    int seen = 1;
    for (int side = 0; side < 4; ++side)
        for (int next = step(board, cell, side); next >= 0 && at(answer, next) == 0; next = step(board, next, side)) ++seen;
    return seen;
}

void check_views(const NumberKind& kind, const Board& board, const Digits& answer, std::vector<Fault>& faults) {
    for (int cell = 0; cell < board.cells(); ++cell) {
        if (!kind.is_clue(board[cell]) || kind.clue(board[cell]) == 0) continue;
        const int seen = view(board, answer, cell), number = kind.clue(board[cell]);
        if (seen != number)
            faults.push_back({{cell}, "a " + std::to_string(number) + " that sees " + std::to_string(seen) + " cells"});
    }
}

void keep_view(const Board& board, const Formula& formula, int cell, int number, int selector, Sat& sat) {
    // Each cell that may be seen is where all before it towards its side are unshaded.
    std::vector<int> seen;
    for (int side = 0; side < 4; ++side) {
        int before = 0;
        for (int next = step(board, cell, side); next >= 0; next = step(board, next, side)) {
            const int unshaded = at(formula.literals, next)[0], here = sat.variable();
            sat.add({-here, unshaded});
            if (before != 0) sat.add({-here, before});
            before == 0 ? sat.add({here, -unshaded}) : sat.add({here, -unshaded, -before});
            seen.push_back(before = here);
        }
    }
    exactly(sat, selector, seen, number - 1);
}

}  // namespace ptrm
