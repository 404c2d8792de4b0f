#include "puzzles/pencil/shading.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "base/index.hpp"

namespace ptrm {
namespace {

std::string name_of(int digit) { return digit == 1 ? "shaded" : "unshaded"; }

auto parts_of(const Board& board, const Digits& answer, int digit) {
    return regions(board, [&](int cell) { return at(answer, cell) == digit; });
}

}  // namespace

bool square_of(const Board& board, const Digits& answer, int cell, int digit) {
    const int row = cell / board.cols, col = cell % board.cols;
    if (row + 1 >= board.rows || col + 1 >= board.cols) return false;
    const auto has = [&](int c) { return at(answer, c) == digit; };
    return has(cell) && has(cell + 1) && has(cell + board.cols) && has(cell + board.cols + 1);
}

bool completes_square(const Board& board, Digits answer, int cell) {
    at(answer, cell) = 1;
    for (int down = -1; down <= 0; ++down)
        for (int right = -1; right <= 0; ++right) {
            const int row = cell / board.cols + down, col = cell % board.cols + right;
            if (board.holds(row, col) && square_of(board, answer, board.cell(row, col))) return true;
        }
    return false;
}

int count_shaded(const std::vector<int>& cells, const Digits& answer) {
    return static_cast<int>(std::count_if(cells.begin(), cells.end(), [&](int cell) { return at(answer, cell) == 1; }));
}

void check_no_squares(const Board& board, const Digits& answer, std::vector<Fault>& faults, int digit) {
    for (int cell = 0; cell < board.cells(); ++cell)
        if (square_of(board, answer, cell, digit))
            faults.push_back(
                {{cell, cell + 1, cell + board.cols, cell + board.cols + 1}, "a 2x2 square of " + name_of(digit) + " cells"});
}

void check_apart(const Board& board, const Digits& answer, std::vector<Fault>& faults) {
    for (int cell = 0; cell < board.cells(); ++cell)
        for_neighbours(board, cell, [&](int next) {
            if (next > cell && at(answer, cell) == 1 && at(answer, next) == 1)
                faults.push_back({{cell, next}, "two shaded cells side by side"});
        });
}

void check_connected(const Board& board, const Digits& answer, std::vector<Fault>& faults, int digit) {
    const auto parts = parts_of(board, answer, digit);
    if (parts.size() > 1) faults.push_back({smallest(parts), name_of(digit) + " cells that are cut off from the others"});
}

void check_any_shaded(const Digits& answer, std::vector<Fault>& faults) {
    if (std::find(answer.begin(), answer.end(), 1) == answer.end()) faults.push_back({{}, "no shaded cell"});
}

Formula shading_formula(const PencilRules& rules, const Board& board, Sat& sat, const Cuts* cuts) {
    Formula formula;
    for (int cell = 0; cell < board.cells(); ++cell) {
        const int shaded = sat.variable();
        formula.literals.push_back({-shaded, shaded});
    }
    if (cuts != nullptr)
        for (const auto& clause : *cuts) sat.add(clause);
    keep_given(rules, board, formula, sat);
    return formula;
}

void forbid_squares(const Board& board, const Formula& formula, Sat& sat, int digit) {
    const auto has = [&](int row, int col) { return at(at(formula.literals, board.cell(row, col)), digit); };
    for (int row = 0; row + 1 < board.rows; ++row)
        for (int col = 0; col + 1 < board.cols; ++col)
            sat.add({-has(row, col), -has(row, col + 1), -has(row + 1, col), -has(row + 1, col + 1)});
}

void keep_apart(const Board& board, const Formula& formula, Sat& sat) {
    const auto shaded = [&](int cell) { return at(formula.literals, cell)[1]; };
    for (int cell = 0; cell < board.cells(); ++cell) {
        std::vector<int> around;
        for_neighbours(board, cell, [&](int next) {
            if (next > cell) sat.add({-shaded(cell), -shaded(next)});
            around.push_back(-shaded(next));
        });
        if (board.cells() > 2) sat.add(around);  // nothing is walled in
    }
}

void shade_any(const Formula& formula, Sat& sat) {
    std::vector<int> shaded;
    for (const auto& literals : formula.literals) shaded.push_back(literals[1]);
    sat.add(shaded);
}

void keep_connected(const Board& board, Formula& formula, Cuts* cuts, int digit) {
    formula.refine = [board, digit, cuts, literals = formula.literals, others = formula.refine](const Digits& answer, Sat& sat) {
        const auto parts = parts_of(board, answer, digit);
        join_regions(
            board, parts, [&](int cell) { return at(at(literals, cell), digit); }, sat, cuts);
        const bool more = others && others(answer, sat);
        return more || parts.size() > 1;
    };
}

int decided_by_connectedness(const PencilRules& rules, const Board& board, const Digits& answer, const SatMaker& make_sat) {
    const auto sat = make_sat();
    Formula formula = rules.formula(board, *sat);
    formula.refine = nullptr;
    std::vector<char> differs(board.tokens.size());
    while (true) {
        std::vector<int> clause;  // a cell differs that did not before
        for (int cell = 0; cell < board.cells(); ++cell)
            if (!at(differs, cell)) clause.push_back(at(at(formula.literals, cell), 1 - at(answer, cell)));
        sat->add(clause);
        const auto other = formula.answer(*sat, {});
        if (!other) return static_cast<int>(std::count(differs.begin(), differs.end(), 1));
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(*other, cell) != at(answer, cell)) at(differs, cell) = 1;
    }
}

Digits scattered(const Board& board, double share, Random& random) {
    Digits answer(board.tokens.size());
    std::vector<int> order(board.tokens.size());
    std::iota(order.begin(), order.end(), 0);
    random.shuffle(order);
    int left = static_cast<int>(share * board.cells());
    for (const int cell : order) {
        if (left == 0) break;
        bool free = true;
        for_neighbours(board, cell, [&](int next) { free = free && at(answer, next) == 0; });
        if (!free) continue;
        at(answer, cell) = 1;
        parts_of(board, answer, 0).size() > 1 ? at(answer, cell) = 0 : --left;
    }
    return answer;
}

}  // namespace ptrm
