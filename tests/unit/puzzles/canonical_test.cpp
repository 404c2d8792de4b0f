#include "ptrm/puzzle.hpp"

#include <algorithm>
#include <set>

#include "puzzles/generate.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("symmetric copies share their canonical form, other puzzles do not") {
    for (const SudokuShape shape : {SudokuShape{3, 3}, {2, 3}}) {
        std::set<std::string> forms;
        for (std::uint64_t index = 0; index < 4; ++index) {
            const RatedSudoku made = generate_sudoku({shape, shape.cells() / 2, shape.cells() / 2}, 1, index);
            const std::string form = sudoku_canonical_form(made.question, made.answer);
            forms.insert(form);
            const Symmetry symmetry = sudoku_symmetry(shape, 9, index + 1);
            const auto copy_of = [&](const Sudoku& grid) {
                const auto copy = symmetry.apply(sudoku_tokens(grid));
                CHECK(symmetry.undo(copy) == sudoku_tokens(grid));
                return sudoku_from_tokens(shape, copy);
            };
            const Sudoku question = copy_of(made.question), answer = copy_of(made.answer);
            REQUIRE(sudoku_solves(question, answer));
            CHECK(sudoku_canonical_form(question, answer) == form);
            Sudoku other = question;  // one clue fewer
            *std::find_if(other.cells.begin(), other.cells.end(), [](int cell) { return cell != 0; }) = 0;
            CHECK(sudoku_canonical_form(other, answer) != form);
        }
        CHECK(forms.size() == 4);
    }
}
