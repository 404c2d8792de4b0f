#include "puzzles/sudoku.hpp"

#include "support/catch.hpp"
#include "support/sudoku.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("a puzzle line is read, printed and verified") {
    const Sudoku question = parse_sudoku(kPuzzle, {3, 3}), answer = parse_sudoku(kAnswer, {3, 3});
    CHECK(question.clues() == 30);
    CHECK(sudoku_line(question) == kPuzzle);
    CHECK(sudoku_solves(question, answer));
    CHECK_FALSE(sudoku_solves(question, question));
    Sudoku moved = answer;  // still a Latin square, but a clue is lost
    for (auto& cell : moved.cells) cell = static_cast<std::uint8_t>(cell % 9 + 1);
    CHECK_FALSE(sudoku_conflict(moved));
    CHECK_FALSE(sudoku_solves(question, moved));
    Sudoku wrong = answer;
    std::swap(wrong.cells[2], wrong.cells[3]);
    CHECK_FALSE(sudoku_solves(question, wrong));
    CHECK(sudoku_from_tokens({3, 3}, sudoku_tokens(question)) == question);
    CHECK(sudoku_tokens(question)[0] == 6);
    CHECK(sudoku_tokens(question)[2] == 1);
    CHECK(sudoku_from_tokens({3, 3}, std::vector<std::int32_t>{0, 11, 10}).cells == std::vector<std::uint8_t>{0, 0, 9});
}

TEST_CASE("symbols of large grids are letters in either case") {
    CHECK(sudoku_symbol(16) == 'G');
    CHECK(sudoku_cell('g') == 16);
    CHECK(sudoku_cell('A') == 10);
    CHECK(sudoku_cell('_') == 0);
    CHECK(sudoku_cell('0') == 0);
    CHECK_FALSE(sudoku_cell('h'));
    CHECK_FALSE(sudoku_cell('!'));
}

TEST_CASE("a malformed line names its column") {
    CHECK(contains(error_of([] {
                       parse_sudoku("12y4............", {2, 2});
                   }),
                   "column 3: expected a blank (. 0 _) or a digit up to 4, got 'y'"));
    CHECK(contains(error_of([] { parse_sudoku("5...............", {2, 2}); }), "column 1"));
    CHECK(contains(error_of([] { parse_sudoku("12..", {2, 2}); }), "expected 16 cells, got 4"));
    CHECK(contains(error_of([] { parse_sudoku("", {5, 5}); }), "side of 2 to 16"));
}

TEST_CASE("a conflict names the digit and both places") {
    CHECK(sudoku_conflict(parse_sudoku("1..1............", {2, 2}))->text ==
          "the digit 1 stands twice in row 1, at row 1 column 1 and row 1 column 4");
    CHECK(contains(sudoku_conflict(parse_sudoku("1...........1...", {2, 2}))->text, "in column 1"));
    CHECK(contains(sudoku_conflict(parse_sudoku("1....1..........", {2, 2}))->text, "in box 1"));
    CHECK_FALSE(sudoku_conflict(parse_sudoku(kPuzzle, {3, 3})));
    // Boxes of 2 rows and 3 columns: cells 3 and 8 share no box, cells 3 and 10 do.
    CHECK(contains(sudoku_conflict(parse_sudoku("...1......1.........................", {2, 3}))->text, "in box 2"));
    CHECK_FALSE(sudoku_conflict(parse_sudoku("...1....1...........................", {2, 3})));
}

TEST_CASE("a drawing has a frame and marks the clues in bold") {
    const Sudoku question = parse_sudoku("1...............", {2, 2}), answer = parse_sudoku("1234341221434321", {2, 2});
    CHECK(sudoku_drawing(answer) ==
          "+-----+-----+\n| 1 2 | 3 4 |\n| 3 4 | 1 2 |\n+-----+-----+\n| 2 1 | 4 3 |\n| 4 3 | 2 1 |\n+-----+-----+\n");
    CHECK(contains(sudoku_drawing(answer, &question, true), "| \x1b[1m1\x1b[0m 2 | 3 4 |"));
}
