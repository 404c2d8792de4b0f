#include "ptrm/puzzle.hpp"

#include <set>

#include "puzzles/generate.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("symmetries differ by number and seed, and the first changes nothing") {
    const Sudoku grid = generate_sudoku({}, 1, 0).answer;
    const auto tokens = sudoku_tokens(grid);
    CHECK(sudoku_symmetry(grid.shape, 1, 0).apply(tokens) == tokens);
    std::set<std::vector<std::int32_t>> seen;
    for (const std::uint64_t seed : {1u, 2u})
        for (std::uint64_t index = 1; index < 20; ++index) seen.insert(sudoku_symmetry(grid.shape, seed, index).apply(tokens));
    CHECK(seen.size() == 38);
}

TEST_CASE("grids and symmetries that are none are refused, not trusted") {
    CHECK(contains(error_of([] { sudoku_line({{3, 3}, std::vector<std::uint8_t>(80)}); }), "expected 81 cells, got 80"));
    CHECK(contains(error_of([] {
                       sudoku_tokens({{2, 2}, std::vector<std::uint8_t>(16, 200)});
                   }),
                   "expected digits up to 4, got 200"));
    CHECK(contains(error_of([] { sudoku_conflict({{0, 9}, {}}); }), "a side of 2 to 16"));
    const std::vector<std::int32_t> grid{0, 1};
    CHECK(contains(error_of([&] { Symmetry{{0, 0}, {0, 1}}.undo(grid); }), "every cell and every token once"));
    CHECK(contains(error_of([&] { Symmetry{{1, 9}, {0, 1}}.apply(grid); }), "every cell and every token once"));
    CHECK(contains(error_of([&] { Symmetry{{1, 0, 2}, {0, 1}}.apply(grid); }), "a grid of 3 cells, got 2"));
    CHECK(contains(error_of([&] { Symmetry{{1, 0}, {0}}.apply(grid); }), "tokens from 0 to 0, got 1"));
}
