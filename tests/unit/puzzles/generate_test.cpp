#include "puzzles/generate.hpp"

#include <algorithm>
#include <vector>

#include "puzzles/search.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"
#include "support/sudoku.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("generated puzzles have one solution, the clues asked for, and their answer") {
    for (const SudokuShape shape : {SudokuShape{2, 2}, {2, 3}, {3, 2}, {3, 3}, {2, 4}}) {
        SudokuRecipe recipe{shape, shape.cells() / 2, shape.cells() / 2 + 3};
        for (std::uint64_t index = 0; index < 10; ++index) {
            const RatedSudoku made = generate_sudoku(recipe, 3, index);
            CHECK(made.question.clues() >= recipe.clues_low);
            CHECK(made.question.clues() <= recipe.clues_high);
            CHECK(sudoku_solves(made.question, made.answer));
            CHECK(sudoku_solutions(made.question) == std::vector{made.answer});
            CHECK(generate_sudoku(recipe, 3, index).question == made.question);
            CHECK(generate_sudoku(recipe, 4, index).question != made.question);
        }
    }
}

TEST_CASE("no clue of a minimal puzzle can be spared") {
    SudokuRecipe recipe;
    recipe.minimal = true;
    const RatedSudoku made = generate_sudoku(recipe, 1, 5);
    for (std::size_t i = 0; i < made.question.cells.size(); ++i) {
        if (made.question.cells[i] == 0) continue;
        Sudoku fewer = made.question;
        fewer.cells[i] = 0;
        CHECK(sudoku_solutions(fewer).size() == 2);
    }
}

TEST_CASE("fewer clues than thinning reaches are searched for") {
    for (std::uint64_t index = 0; index < 3; ++index) {
        const RatedSudoku made = generate_sudoku({{3, 3}, 21, 21}, 1, index);
        CHECK(made.question.clues() == 21);
        CHECK(sudoku_solutions(made.question) == std::vector{made.answer});
    }
}

TEST_CASE("hard puzzles are rated higher, on average") {
    SudokuRecipe minimal, hard;
    minimal.minimal = true;
    hard.hard_trials = 40;
    std::int64_t minimal_sum = 0, hard_sum = 0;
    for (std::uint64_t index = 0; index < 8; ++index) {
        minimal_sum += generate_sudoku(minimal, 1, index).rating;
        hard_sum += generate_sudoku(hard, 1, index).rating;
    }
    CHECK(hard_sum > 2 * minimal_sum);
}

TEST_CASE("ratings are those of the public definition") {
    // From Sudoku-Extreme's own kind of rating: guesses until uniqueness is proved.
    const auto guesses = [](const std::string& line) {
        const Sudoku grid = parse_sudoku(line, {3, 3});
        SudokuSearch::Cells cells{};
        std::copy(grid.cells.begin(), grid.cells.end(), cells.begin());
        SudokuSearch search(grid.shape);
        search.count(cells, 2);
        return search.guesses();
    };
    CHECK(guesses(kPuzzle) == 0);
    CHECK(guesses("8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..") > 20);
    CHECK(sudoku_solutions(parse_sudoku("12......34......", {2, 2})).size() == 2);
}

TEST_CASE("impossible recipes are refused") {
    CHECK(contains(error_of([] { generate_sudoku({{3, 3}, 90, 95}, 1, 0); }), "LO:HI with 0 <= LO <= HI <= 81"));
    CHECK(contains(error_of([] { generate_sudoku({{2, 2}, 1, 1}, 1, 0); }), "no 4x4 puzzle with 1 clues came up"));
}
