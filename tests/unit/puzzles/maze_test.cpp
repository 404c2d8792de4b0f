#include "puzzles/maze.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("a maze is read, printed, and turned into tokens and back") {
    const Maze maze = parse_maze("S.#_.#..G", 3, 3);
    CHECK(maze.cells == "S #  #  G");
    CHECK(maze_line(maze) == "S.#..#..G");
    CHECK(maze_drawing(maze) == "S #\n  #\n  G\n");
    CHECK(maze_tokens(maze) == std::vector<std::int32_t>{3, 2, 1, 2, 2, 1, 2, 2, 4});
    CHECK(maze_from_tokens(3, 3, maze_tokens(maze)) == maze);
    CHECK(maze_from_tokens(1, 3, std::vector<std::int32_t>{5, 0, 99}).cells == "o##");
    CHECK(contains(error_of([] { parse_maze("S.", 3, 3); }), "column 3: expected 9 symbols, got 2"));
    CHECK(contains(error_of([] { parse_maze("S.#x.#..G", 3, 3); }), "column 4: expected one of # . S G o, got 'x'"));
    CHECK(contains(error_of([] { parse_maze("S.#..#..S", 3, 3); }), "expected one S, got 2"));
}

TEST_CASE("only a shortest way, and nothing else, solves a maze") {
    const Maze maze = parse_maze("S....#..G", 3, 3);
    CHECK(maze_distance(maze) == 4);
    const auto solves = [&](const char* answer) { return maze_solves(maze, parse_maze(answer, 3, 3)); };
    CHECK(solves("S..o.#ooG"));
    CHECK(solves("So..o#.oG"));        // another shortest way
    CHECK_FALSE(solves("S....#..G"));  // none
    CHECK_FALSE(solves("S..o.#o.G"));  // broken
    CHECK_FALSE(solves("Soooo#ooG"));  // more than the way
    CHECK_FALSE(solves("S..o.oooG"));  // through a wall
    CHECK_FALSE(solves("S..o..ooG"));  // a wall is gone
    const Maze detour = parse_maze("S.G......", 3, 3);
    CHECK(maze_solves(detour, parse_maze("SoG......", 3, 3)));
    CHECK_FALSE(maze_solves(detour, parse_maze("S.Go.oooo", 3, 3)));  // a way, but a long one
    const Maze closed = parse_maze("S#.##...G", 3, 3);
    CHECK_FALSE(maze_distance(closed).has_value());
    CHECK_FALSE(maze_solves(closed, closed));
}
