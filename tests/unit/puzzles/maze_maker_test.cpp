#include "puzzles/maze.hpp"

#include <algorithm>
#include <set>

#include "puzzles/generate.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("generated mazes are solved by their one way, long enough, the same for the same seed") {
    std::set<std::string> seen;
    for (std::uint64_t index = 0; index < 20; ++index) {
        const MazeRecipe recipe{.rows = 30, .cols = 30, .least_distance = 60};
        const SolvedMaze maze = generate_maze(recipe, 7, index);
        CHECK(maze.distance >= 60);
        CHECK(maze_distance(maze.question) == maze.distance);
        CHECK(maze_solves(maze.question, maze.answer));
        CHECK(parse_maze(maze_line(maze.answer), 30, 30) == maze.answer);
        CHECK(generate_maze(recipe, 7, index).question == maze.question);
        seen.insert(maze.question.cells);
    }
    CHECK(seen.size() == 20);
    CHECK(contains(error_of([] { generate_maze({.rows = 1}, 1, 0); }), "rows: expected 2 to 256, got 1"));
    CHECK(contains(error_of([] { generate_maze({.rows = 3, .cols = 3, .least_distance = 8}, 1, 0); }), "least distance"));
}

TEST_CASE("strewn mazes have the share of walls that is asked for, and the answer that Maze-Hard would take") {
    const Maze open = parse_maze("S.............G", 3, 5);
    CHECK(maze_answers(open).front() == parse_maze("S....o....ooooG", 3, 5));  // down before right
    for (std::uint64_t index = 0; index < 20; ++index) {
        const MazeRecipe recipe{.rows = 16, .cols = 16, .least_distance = 25, .walls_low = 30, .walls_high = 45};
        const SolvedMaze maze = generate_maze(recipe, 7, index);
        const auto walls = std::count(maze.question.cells.begin(), maze.question.cells.end(), '#');
        CHECK(walls > 256 * 20 / 100);
        CHECK(walls < 256 * 55 / 100);
        CHECK(maze.distance >= 25);
        CHECK(maze_solves(maze.question, maze.answer));
        CHECK(maze_answers(maze.question).front() == maze.answer);
    }
    CHECK(
        contains(error_of([] { generate_maze({.walls_low = 50, .walls_high = 40}, 1, 0); }), "walls: expected 0 to 40, got 50"));
}
