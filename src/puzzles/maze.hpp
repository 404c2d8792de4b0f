#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace ptrm {

/// A rectangle of cells, row-major, as in Maze-Hard: '#' wall, ' ' open, 'S' start, 'G' goal and, in an answer, 'o' the path.
struct Maze {
    int rows = 0;       ///< height
    int cols = 0;       ///< width
    std::string cells;  ///< rows * cols characters

    /// Of the same size and cells.
    friend bool operator==(const Maze&, const Maze&) = default;
};

/// Kind, size and symbols of mazes of a size, as model files say them.
Task maze_task(int rows, int cols);

/// Whether a puzzle is a maze. @param puzzle may be null
bool is_maze(const Puzzle* puzzle);

/// Reads one line of rows * cols symbols; '.' and '_' are open too.
/// @throws Error (bad_puzzle), `where` naming the column, for a wrong length, an unknown symbol, or other than one S and one G
Maze parse_maze(std::string_view line, int rows, int cols);

/// One line, with '.' for open cells.
std::string maze_line(const Maze& maze);
/// A line a row.
std::string maze_drawing(const Maze& maze);

/// Steps of a shortest way from S to G through open and path cells, orthogonally; nothing if there is none.
std::optional<int> maze_distance(const Maze& maze);

/// True if `answer` is `question` with the cells of one shortest way from S to G, and no others, marked 'o'.
bool maze_solves(const Maze& question, const Maze& answer);

/// The shortest ways from S to G as answers, up to two of them. The first is the one that Maze-Hard takes for the answer: at
/// every step from S on it goes down where a shortest way does, else left, else right, else up.
std::vector<Maze> maze_answers(const Maze& question);

/// What each token of the official data sets stands for; 0 is padding, which no maze has.
inline constexpr std::string_view kMazeSymbols = "_# SGo";

/// The tokens of a maze.
std::vector<std::int32_t> maze_tokens(const Maze& maze);
/// The reverse; a token that is none of these becomes a wall.
Maze maze_from_tokens(int rows, int cols, std::span<const std::int32_t> tokens);

/// What a maze is to be.
struct MazeRecipe {
    int rows = 30;             ///< height
    int cols = 30;             ///< width
    int least_distance = 110;  ///< steps from S to G, as in Maze-Hard for 30x30
    int walls_low = 0;         ///< percent of the cells that are walls, strewn at random; drawn uniformly from here
    int walls_high = 0;        ///< to here; 0: corridors instead, with one way between any two open cells
};

/// A maze with its answer.
struct SolvedMaze {
    Maze question;     ///< with one shortest way, or many where walls are strewn at random
    Maze answer;       ///< the same with the first of `maze_answers`
    int distance = 0;  ///< steps of the way
};

/// Maze number `index` of the endless sequence that `seed` and `recipe` define. Among corridors there is one way between any two
/// open cells, so they have exactly one answer; S and G are drawn among the cells that are far enough apart.
/// @throws Error (bad_argument) for a size below 2 or above 256, a share of walls above 90, or if 2,000 mazes of corridors, or
/// 200,000 of strewn walls, hold no way that long
SolvedMaze generate_maze(const MazeRecipe& recipe, std::uint64_t seed, std::uint64_t index);

}  // namespace ptrm
