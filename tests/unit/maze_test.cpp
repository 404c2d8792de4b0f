#include "ptrm/maze.hpp"

#include <set>
#include <sstream>

#include "data/maze_reader.hpp"
#include "ptrm/index.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/symmetry.hpp"
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

TEST_CASE("mazes are read from lines and from CSV, and a malformed one is placed") {
    std::istringstream lines("\nS.#_.#..G\nS.#x.#..G\n#S..G....\n");
    MazeReader reader(lines, "mazes", MazeForm::lines, 3, 3);
    const auto first = reader.next();
    REQUIRE(first);
    CHECK(first->place == "mazes:2");
    CHECK(maze_line(first->question) == "S.#..#..G");
    CHECK_FALSE(first->answer);
    CHECK(contains(error_of([&] { reader.next(); }), "mazes:3: column 4: expected one of # . S G o, got 'x'"));
    CHECK(maze_line(reader.next()->question) == "#S..G....");
    CHECK_FALSE(reader.next());

    std::istringstream csv("source,question,answer,rating\nhard,S G      ,SoG      ,2\nhard,S G      ,SoG     ,2\n");
    MazeReader table(csv, "mazes.csv", MazeForm::lines, 3, 3);
    const auto entry = table.next();
    REQUIRE(entry);
    CHECK(entry->group == "hard");
    CHECK(entry->rating == 2);
    CHECK(maze_solves(entry->question, *entry->answer));
    CHECK(contains(error_of([&] { table.next(); }), "mazes.csv:3: answer, column 9: expected 9 symbols, got 8"));
}

TEST_CASE("mazes are read from rows, with titles, cut ends and any size; the form is told by the text") {
    std::istringstream rows("maze 1:\nS.#\n#\n..G\n\n\nS...\n###.\n...G\nfile:7\n#S\nSG\n");
    const auto reader = read_puzzles(rows, "rows.txt");
    const auto first = reader->next(), second = reader->next();
    REQUIRE(first);
    CHECK(first->place == "rows.txt:2");
    CHECK(first->puzzle->question_line(first->question) == "S.##....G");
    CHECK(second->puzzle->task().rows == 3);
    CHECK(second->puzzle->task().cols == 4);
    CHECK(contains(error_of([&] { reader->next(); }), "rows.txt:11: maze of 2 rows: expected one S, got 2"));
    CHECK_FALSE(reader->next());
    const auto puzzle = find_puzzle_kind("maze")->puzzle(maze_task(5, 5));
    std::istringstream smaller("S.#.#...G\n");
    CHECK(read_puzzles(smaller, "l", puzzle)->next()->puzzle->task().rows == 3);
    std::istringstream drawn("a.txt:1\nS #\n  #\n  G\nb.txt:2\nS #\n# #\n  G\n");
    const auto again = read_puzzles(drawn, "d");
    CHECK(again->next()->puzzle->task().cols == 3);
    CHECK(again->next()->place == "d:6");
}

TEST_CASE("a maze has eight copies or four, each of which its answer solves too") {
    for (const auto& [rows, cols, count] : {std::tuple(12, 12, 8), {12, 9, 4}}) {
        const SolvedMaze maze = generate_maze({.rows = rows, .cols = cols, .least_distance = 15}, 3, 0);
        std::set<std::vector<std::int32_t>> seen;
        for (const Symmetry& symmetry : dihedral_symmetries(rows, cols, 6, rows == cols)) {
            const auto question = symmetry.apply(maze_tokens(maze.question)), answer = symmetry.apply(maze_tokens(maze.answer));
            CHECK(maze_solves(maze_from_tokens(rows, cols, question), maze_from_tokens(rows, cols, answer)));
            CHECK(symmetry.undo(question) == maze_tokens(maze.question));
            seen.insert(question);
        }
        CHECK(count_of(seen) == count);
    }
    CHECK(contains(error_of([] { dihedral_symmetries(3, 4, 6, true); }), "a square grid"));
}
