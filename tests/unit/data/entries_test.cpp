#include "data/entries.hpp"

#include <sstream>

#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "puzzles/maze.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("mazes are read from lines and from CSV, and a malformed one is placed") {
    const auto wanted = find_puzzle_kind("maze")->puzzle(maze_task(3, 3));
    std::istringstream lines("\nS.#_.#..G\nS.#S.#..G\n#S..G....\n");
    const auto reader = read_puzzles(lines, "mazes", wanted);
    const auto first = reader->next();
    REQUIRE(first);
    CHECK(first->place == "mazes:2");
    CHECK(wanted->question_line(first->question) == "S.#..#..G");
    CHECK(first->answer.empty());
    CHECK(contains(error_of([&] { reader->next(); }), "mazes:3: column 1: expected one S, got 2"));
    CHECK(wanted->question_line(reader->next()->question) == "#S..G....");
    CHECK_FALSE(reader->next());

    std::istringstream csv("source,question,answer,rating\nhard,S G      ,SoG      ,2\nhard,S G      ,SoG     ,2\n");
    const auto table = read_puzzles(csv, "mazes.csv", wanted);
    const auto entry = table->next();
    REQUIRE(entry);
    CHECK(entry->group == "hard");
    CHECK(entry->rating == 2);
    CHECK(wanted->solves(entry->question, entry->answer));
    CHECK(contains(error_of([&] { table->next(); }), "mazes.csv:3: column 9: expected 9 symbols, got 8"));
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
    CHECK(contains(error_of([&] { reader->next(); }), "rows.txt:11: column 1: expected one S, got 2"));
    CHECK_FALSE(reader->next());
    const auto puzzle = find_puzzle_kind("maze")->puzzle(maze_task(5, 5));
    std::istringstream smaller("S.#.#...G\n");
    CHECK(read_puzzles(smaller, "l", puzzle)->next()->puzzle->task().rows == 3);
    std::istringstream drawn("a.txt:1\nS #\n  #\n  G\nb.txt:2\nS #\n# #\n  G\n");
    const auto again = read_puzzles(drawn, "d");
    CHECK(again->next()->puzzle->task().cols == 3);
    CHECK(again->next()->place == "d:6");
}
