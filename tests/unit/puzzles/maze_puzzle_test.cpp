#include "puzzles/maze.hpp"

#include <set>

#include "base/index.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzles/generate.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("a maze has eight copies or four, each of which its answer solves too") {
    for (const auto& [rows, cols, count] : {std::tuple(12, 12, 8), {12, 9, 4}}) {
        const SolvedMaze maze = generate_maze({.rows = rows, .cols = cols, .least_distance = 15}, 3, 0);
        std::set<std::vector<std::int32_t>> seen;
        const auto puzzle = find_puzzle_kind("maze")->puzzle(maze_task(rows, cols));
        const auto tokens = maze_tokens(maze.question);
        REQUIRE(puzzle->copies(tokens) == static_cast<std::uint64_t>(count));
        for (std::uint64_t number = 0; number < puzzle->copies(tokens); ++number) {
            const auto copy = puzzle->copy(tokens, 1, number);
            if (!copy) {
                seen.insert(tokens);
                continue;
            }
            const Symmetry& symmetry = *copy;
            const auto question = symmetry.apply(maze_tokens(maze.question)), answer = symmetry.apply(maze_tokens(maze.answer));
            CHECK(maze_solves(maze_from_tokens(rows, cols, question), maze_from_tokens(rows, cols, answer)));
            CHECK(symmetry.undo(question) == maze_tokens(maze.question));
            seen.insert(question);
        }
        CHECK(count_of(seen) == count);
    }
}
