#include "puzzles/generate.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/search.hpp"

namespace ptrm {
namespace {

using Cells = SudokuSearch::Cells;

constexpr int kGrids = 20, kTrials = 2000;  // before a number of clues is given up, and on each of the grids

class Maker {
public:
    Maker(SudokuShape shape, Random random) : shape_(shape), search_(shape), random_(random), order_(cells()) {
        std::iota(order_.begin(), order_.end(), 0);
    }

    Cells full_grid() {
        // An unlucky start can send the search astray for seconds on large grids; a fresh start is cheaper.
        while (search_.count(Cells{}, 1, &random_, 2000) == 0) {
        }
        return search_.solution();
    }

    /// Takes clues away in random order while the solution stays unique, down to `target` of them.
    int thin(Cells& clues, int target) {
        int left = shape_.cells() - static_cast<int>(std::count(clues.begin(), clues.begin() + shape_.cells(), 0));
        random_.shuffle(order_);
        for (const int cell : order_) {
            if (left == target) break;
            auto& clue = at(clues, cell);
            if (clue == 0 || search_.admits_other(clues, cell)) continue;
            clue = 0;
            --left;
        }
        return left;
    }

    std::int64_t rating(const Cells& clues) {
        search_.count(clues, 2);
        return search_.guesses();
    }

    /// Hill climbing towards a higher rating, among minimal puzzles of one grid.
    void harden(Cells& clues, const Cells& solution, int trials) {
        std::int64_t best = rating(clues);
        for (int trial = 0; trial < trials; ++trial) {
            Cells next = clues;
            vary(next, solution, 0);
            const std::int64_t rated = rating(next);
            if (rated < best) continue;
            best = rated;
            clues = next;
        }
    }

    /// Hill climbing towards fewer clues, from `left` of them to `target`. Returns how many are left.
    int lighten(Cells& clues, const Cells& solution, int left, int target, int trials) {
        for (int trial = 0; trial < trials && left > target; ++trial) {
            Cells next = clues;
            const int fewer = vary(next, solution, target);
            if (fewer > left) continue;
            left = fewer;
            clues = next;
        }
        return left;
    }

    int below(int n) { return random_.below(n); }

private:
    /// A neighbour of a puzzle: two clues dropped, clues of the solution added until it is the only one again, then thinned to
    /// `target`. Returns how many are left.
    int vary(Cells& clues, const Cells& solution, int target) {
        random_.shuffle(order_);
        int dropped = 0;
        for (const int cell : order_) {
            auto& clue = at(clues, cell);
            if (clue == 0) continue;
            clue = 0;
            if (++dropped == 2) break;
        }
        random_.shuffle(order_);
        while (search_.count(clues, 2) != 1) {
            if (search_.solution() == solution) search_.count(clues, 1);  // of two solutions, the first found is then another
            const Cells& other = search_.solution();
            const auto differs = [&](int cell) { return at(other, cell) != at(solution, cell); };
            const int cell = *std::find_if(order_.begin(), order_.end(), differs);
            at(clues, cell) = at(solution, cell);
        }
        return thin(clues, target);
    }

    std::size_t cells() const { return to_size(shape_.cells()); }

    SudokuShape shape_;
    SudokuSearch search_;
    Random random_;
    std::vector<int> order_;
};

Sudoku to_sudoku(SudokuShape shape, const Cells& cells) { return {shape, {cells.begin(), cells.begin() + shape.cells()}}; }

Cells to_cells(const Sudoku& grid) {
    Cells cells{};
    std::copy(grid.cells.begin(), grid.cells.end(), cells.begin());
    return cells;
}

}  // namespace

RatedSudoku generate_sudoku(const SudokuRecipe& recipe, std::uint64_t seed, std::uint64_t index) {
    recipe.shape.validate();
    if (recipe.clues_low < 0 || recipe.clues_low > recipe.clues_high || recipe.clues_high > recipe.shape.cells())
        throw Error(ErrorCode::bad_argument, "number of clues", "",
                    "LO:HI with 0 <= LO <= HI <= " + std::to_string(recipe.shape.cells()),
                    std::to_string(recipe.clues_low) + ":" + std::to_string(recipe.clues_high));
    const bool minimal = recipe.minimal || recipe.hard_trials > 0;
    Maker maker(recipe.shape, Random(seed, index));
    const int target = minimal ? 0 : recipe.clues_low + maker.below(recipe.clues_high - recipe.clues_low + 1);
    for (int tries = 0; tries < kGrids; ++tries) {
        const Cells solution = maker.full_grid();
        Cells clues = solution;
        const int left = maker.thin(clues, target);
        if (!minimal && maker.lighten(clues, solution, left, target, kTrials) > target) continue;
        if (recipe.hard_trials > 0) maker.harden(clues, solution, recipe.hard_trials);
        return {to_sudoku(recipe.shape, clues), to_sudoku(recipe.shape, solution), maker.rating(clues)};
    }
    throw Error(ErrorCode::bad_argument, "number of clues", "",
                "no " + recipe.shape.name() + " puzzle with " + std::to_string(target) + " clues came up in " +
                    std::to_string(kGrids) + " grids; ask for more clues");
}

std::vector<Sudoku> sudoku_solutions(const Sudoku& question) {
    SudokuSearch search(question.shape);
    std::vector<Sudoku> solutions;
    if (search.count(to_cells(question), 1) == 0) return solutions;
    solutions.push_back(to_sudoku(question.shape, search.solution()));
    if (search.count(to_cells(question), 2) < 2) return solutions;
    const Sudoku last = to_sudoku(question.shape, search.solution());
    if (last.cells != solutions.front().cells) solutions.push_back(last);
    return solutions;
}

}  // namespace ptrm
