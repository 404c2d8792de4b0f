#include "puzzles/maze.hpp"

#include <algorithm>
#include <array>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

/// Calls visit(cell) for each orthogonal neighbour.
template <class Visit>
void for_neighbours(int rows, int cols, int cell, Visit visit) {
    const int row = cell / cols, col = cell % cols;
    if (row > 0) visit(cell - cols);
    if (col > 0) visit(cell - 1);
    if (col + 1 < cols) visit(cell + 1);
    if (row + 1 < rows) visit(cell + cols);
}

/// Steps from `start` to every cell through those that `open` admits, -1 where there is no way.
template <class Open>
std::vector<int> distances(const Maze& maze, int start, Open open) {
    std::vector<int> steps(maze.cells.size(), -1), queue{start};
    at(steps, start) = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const int cell = queue[i];
        for_neighbours(maze.rows, maze.cols, cell, [&](int next) {
            if (at(steps, next) >= 0 || !open(at(maze.cells, next))) return;
            at(steps, next) = at(steps, cell) + 1;
            queue.push_back(next);
        });
    }
    return steps;
}

int find(const Maze& maze, char symbol) { return static_cast<int>(maze.cells.find(symbol)); }

/// Opens cells in random order, each beside exactly one open cell: a tree with one way between any two.
Maze random_tree(const MazeRecipe& recipe, Random& random) {
    Maze maze{recipe.rows, recipe.cols, std::string(to_size(recipe.rows * recipe.cols), '#')};
    std::vector<int> frontier{random.below(count_of(maze.cells))};
    bool first = true;
    while (!frontier.empty()) {
        std::swap(random.pick(frontier), frontier.back());
        const int cell = frontier.back();
        frontier.pop_back();
        int open = 0;
        for_neighbours(maze.rows, maze.cols, cell, [&](int next) { open += at(maze.cells, next) == ' '; });
        if (at(maze.cells, cell) == ' ' || (open != 1 && !first)) continue;
        first = false;
        at(maze.cells, cell) = ' ';
        for_neighbours(maze.rows, maze.cols, cell, [&](int next) {
            if (at(maze.cells, next) == '#') frontier.push_back(next);
        });
    }
    return maze;
}

/// Walls anywhere, as many as the recipe says.
Maze strewn(const MazeRecipe& recipe, Random& random) {
    const int percent = recipe.walls_low + random.below(recipe.walls_high - recipe.walls_low + 1);
    Maze maze{recipe.rows, recipe.cols, {}};
    for (int cell = 0; cell < recipe.rows * recipe.cols; ++cell) maze.cells += random.below(100) < percent ? '#' : ' ';
    return maze;
}

}  // namespace

Maze parse_maze(std::string_view line, int rows, int cols) {
    Maze maze{rows, cols, std::string(line)};
    const auto fail = [](std::size_t column, const std::string& expected, const std::string& got) {
        throw Error(ErrorCode::bad_puzzle, "maze", "column " + std::to_string(column + 1), expected, got);
    };
    const Index wanted = Index{rows} * cols;
    if (std::ssize(line) != wanted)
        fail(to_size(std::clamp<Index>(wanted, 0, std::ssize(line))), std::to_string(wanted) + " symbols",
             std::to_string(line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) {
        char& cell = maze.cells[i];
        if (cell == '.' || cell == '_') cell = ' ';
        if (cell == kMazeSymbols[0] || kMazeSymbols.find(cell) == std::string_view::npos)
            fail(i, "one of # . S G o", std::string("'") + line[i] + "'");
    }
    for (const char symbol : {'S', 'G'})
        if (const auto count = std::count(maze.cells.begin(), maze.cells.end(), symbol); count != 1)
            fail(0, std::string("one ") + symbol, std::to_string(count));
    return maze;
}

std::string maze_line(const Maze& maze) {
    std::string line = maze.cells;
    std::replace(line.begin(), line.end(), ' ', '.');
    return line;
}

std::string maze_drawing(const Maze& maze) {
    std::string text;
    for (int row = 0; row < maze.rows; ++row) text += maze.cells.substr(to_size(row * maze.cols), to_size(maze.cols)) + '\n';
    return text;
}

std::optional<int> maze_distance(const Maze& maze) {
    const int start = find(maze, 'S'), goal = find(maze, 'G');
    if (start < 0 || goal < 0) return std::nullopt;
    const int steps = at(distances(maze, start, [](char cell) { return cell != '#'; }), goal);
    return steps >= 0 ? std::optional(steps) : std::nullopt;
}

bool maze_solves(const Maze& question, const Maze& answer) {
    if (question.rows != answer.rows || question.cols != answer.cols || question.cells.size() != answer.cells.size())
        return false;
    for (std::size_t i = 0; i < question.cells.size(); ++i)
        if (answer.cells[i] != question.cells[i] && !(question.cells[i] == ' ' && answer.cells[i] == 'o')) return false;
    const auto shortest = maze_distance(question);
    if (!shortest) return false;
    // The marked cells alone lead to the goal, and they are no more than a shortest way has.
    const auto marked = std::count(answer.cells.begin(), answer.cells.end(), 'o');
    const auto along = distances(answer, find(answer, 'S'), [](char cell) { return cell == 'o' || cell == 'G'; });
    return marked == *shortest - 1 && at(along, find(answer, 'G')) == *shortest;
}

std::vector<Maze> maze_answers(const Maze& question) {
    std::vector<Maze> answers;
    const int start = find(question, 'S'), goal = find(question, 'G');
    if (start < 0 || goal < 0) return answers;
    const auto steps = distances(question, goal, [](char cell) { return cell != '#'; });
    if (at(steps, start) < 0) return answers;
    // Along falling distances; the second time the last cell with a choice turns the other way.
    std::vector<std::vector<int>> choices;
    for (int way = 0; way < 2; ++way) {
        Maze answer = question;
        const Index turn =
            std::find_if(choices.rbegin(), choices.rend(), [](const auto& cells) { return cells.size() > 1; }).base() -
            choices.begin();
        if (way == 1 && turn == 0) break;
        Index depth = 0;
        for (int cell = start; cell != goal; ++depth) {
            std::vector<int> nearer;
            for_neighbours(question.rows, question.cols, cell, [&](int next) {
                if (at(steps, next) == at(steps, cell) - 1) nearer.push_back(next);
            });
            const auto rank = [&](int next) {
                return next == cell + question.cols ? 0 : next == cell - 1 ? 1 : next == cell + 1 ? 2 : 3;
            };
            std::sort(nearer.begin(), nearer.end(), [&](int a, int b) { return rank(a) < rank(b); });
            cell = nearer[way == 1 && depth + 1 == turn ? 1 : 0];
            if (way == 0) choices.push_back(std::move(nearer));
            if (cell != goal) at(answer.cells, cell) = 'o';
        }
        answers.push_back(std::move(answer));
    }
    return answers;
}

std::vector<std::int32_t> maze_tokens(const Maze& maze) {
    std::vector<std::int32_t> tokens;
    for (const char cell : maze.cells) tokens.push_back(static_cast<std::int32_t>(kMazeSymbols.find(cell)));
    return tokens;
}

Maze maze_from_tokens(int rows, int cols, std::span<const std::int32_t> tokens) {
    Maze maze{rows, cols, {}};
    for (const std::int32_t token : tokens) maze.cells += token >= 1 && token <= 5 ? at(kMazeSymbols, token) : '#';
    return maze;
}

SolvedMaze generate_maze(const MazeRecipe& recipe, std::uint64_t seed, std::uint64_t index) {
    const auto check = [](const char* name, int value, int low, int high) {
        if (value < low || value > high)
            throw Error(ErrorCode::bad_argument, name, "", std::to_string(low) + " to " + std::to_string(high),
                        std::to_string(value));
    };
    check("rows", recipe.rows, 2, 256);
    check("cols", recipe.cols, 2, 256);
    check("least distance", recipe.least_distance, 1, recipe.rows * recipe.cols - 1);
    check("walls", recipe.walls_high, 0, 90);
    check("walls", recipe.walls_low, 0, recipe.walls_high);
    Random random(seed, index);
    const bool corridors = recipe.walls_high == 0;
    const int trials = corridors ? 2000 : 200000;
    for (int trial = 0; trial < trials; ++trial) {
        Maze maze = corridors ? random_tree(recipe, random) : strewn(recipe, random);
        const auto is_open = [](char cell) { return cell != '#'; };
        int start = corridors ? find(maze, ' ') : random.below(count_of(maze.cells));
        if (start < 0 || at(maze.cells, start) == '#') continue;
        if (corridors) {  // the ends of a longest way are far from most cells
            const auto from_anywhere = distances(maze, start, is_open);
            start = static_cast<int>(std::max_element(from_anywhere.begin(), from_anywhere.end()) - from_anywhere.begin());
        }
        const auto steps = distances(maze, start, is_open);
        std::vector<int> far;
        for (int cell = 0; cell < count_of(steps); ++cell)
            if (at(steps, cell) >= recipe.least_distance) far.push_back(cell);
        if (far.empty()) continue;
        const int goal = random.pick(far);
        at(maze.cells, start) = 'S';
        at(maze.cells, goal) = 'G';
        return {maze, maze_answers(maze).front(), at(steps, goal)};
    }
    throw Error(ErrorCode::bad_argument, "least distance", "",
                "a way that some of " + std::to_string(trials) + " mazes of this size has",
                std::to_string(recipe.least_distance));
}

}  // namespace ptrm
