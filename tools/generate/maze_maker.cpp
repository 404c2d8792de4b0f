#include "generate/puzzle_maker.hpp"
#include "ptrm/generate.hpp"
#include "ptrm/maze.hpp"
#include "puzzles/kinds.hpp"

namespace ptrm::tools {
namespace {

class MazeMaker final : public PuzzleMaker {
public:
    const PuzzleKind& kind() const override { return maze_kind(); }
    std::string about() const override {
        return "Mazes with one shortest way from S to G, cells # . S G and o; rating = its length";
    }
    void add_options(CLI::App& app) override {
        app.add_option("--rows", recipe_.rows, "height")->capture_default_str()->check(CLI::Range(2, 256));
        app.add_option("--cols", recipe_.cols, "width")->capture_default_str()->check(CLI::Range(2, 256));
        app.add_option("--least-distance", recipe_.least_distance, "steps from S to G, or more")->capture_default_str();
    }
    std::shared_ptr<const Puzzle> prepare(bool) override { return kind().puzzle(maze_task(recipe_.rows, recipe_.cols)); }
    std::optional<MadeGrids> make(std::uint64_t seed, std::uint64_t index) const override {
        const SolvedMaze made = generate_maze(recipe_, seed, index);
        return MadeGrids{maze_tokens(made.question), maze_tokens(made.answer), made.distance};
    }
    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question) const override {
        std::vector<std::vector<std::int32_t>> found;
        for (const Maze& answer : maze_answers(maze_from_tokens(puzzle.task().rows, puzzle.task().cols, question)))
            found.push_back(maze_tokens(answer));
        return found;
    }

private:
    MazeRecipe recipe_;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_maze_maker() { return std::make_unique<MazeMaker>(); }

}  // namespace ptrm::tools
