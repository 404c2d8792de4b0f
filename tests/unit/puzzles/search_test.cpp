#include "puzzles/search.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("solutions are counted up to a limit, and guesses are given up in time") {
    SudokuSearch search({2, 2});
    SudokuSearch::Cells empty{};
    CHECK(search.count(empty, 1000) == 288);
    CHECK(search.count(empty, 5) == 5);
    CHECK(search.guesses() > 0);
    CHECK(search.count(empty, 1000, nullptr, 3) < 288);

    SudokuSearch::Cells clues{};
    for (int cell = 0; cell < 4; ++cell) at(clues, cell) = static_cast<std::uint8_t>(cell + 1);  // the first row
    CHECK(search.count(clues, 1000) == 12);
    CHECK(search.admits_other(clues, 3) == false);  // 4 alone is left there
    clues[3] = 0;
    clues[15] = 1;
    CHECK(search.admits_other(clues, 15));
    clues[7] = 1;
    CHECK(search.count(clues, 1) == 0);  // 1 twice in a column
}
