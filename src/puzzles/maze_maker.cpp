#include <algorithm>
#include <tuple>

#include "puzzles/checked_settings.hpp"
#include "puzzles/frame.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/maze.hpp"

namespace ptrm {
namespace {

class MazeMaker final : public PuzzleMaker {
public:
    explicit MazeMaker(const CheckedSettings& settings)
        : frame_{.rows = settings.number("rows", 2, 256), .cols = settings.number("cols", 2, 256)},
          sizes_(settings, frame_.rows, frame_.cols) {
        frame_.least_distance = settings.number("least-distance", 0, 256 * 256);
        std::tie(frame_.walls_low, frame_.walls_high) = settings.range("walls", 0, 90);
    }

    std::shared_ptr<const Puzzle> puzzle() const override { return maze_kind().puzzle(maze_task(frame_.rows, frame_.cols)); }

    MadePuzzle make(std::uint64_t seed, std::uint64_t index) const override {
        Random random(~seed, index);
        MazeRecipe recipe = frame_;
        std::tie(recipe.rows, recipe.cols) = sizes_.draw(random);
        recipe.least_distance = std::max(1, frame_.least_distance * recipe.rows * recipe.cols / (frame_.rows * frame_.cols));
        const SolvedMaze made = generate_maze(recipe, seed, index);
        const Placed placed(frame_.rows, frame_.cols, recipe.rows, recipe.cols, random);
        return {placed(maze_tokens(made.question)), placed(maze_tokens(made.answer)), made.distance};
    }

private:
    MazeRecipe frame_;
    TrainingSizes sizes_;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_maze_maker(const MakerSettings& settings) {
    return std::make_unique<MazeMaker>(CheckedSettings(maze_kind(), settings));
}

}  // namespace ptrm
