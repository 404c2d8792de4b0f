#include "ptrm/maze.hpp"

#include <set>

#include "ptrm/generate.hpp"
#include "ptrm/index.hpp"
#include "ptrm/symmetry.hpp"
#include "support/catch.hpp"

using namespace ptrm;

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
