#include <algorithm>
#include <tuple>

#include "ptrm/maze.hpp"
#include "puzzles/frame.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/wishes.hpp"

namespace ptrm {
namespace {

class MazeMaker final : public PuzzleMaker {
public:
    explicit MazeMaker(const Wishes& wishes)
        : frame_{.rows = wishes.number("rows", 2, 256), .cols = wishes.number("cols", 2, 256)},
          sizes_(wishes, frame_.rows, frame_.cols) {
        frame_.least_distance = wishes.number("least-distance", 0, 256 * 256);
        std::tie(frame_.walls_low, frame_.walls_high) = wishes.range("walls", 0, 90);
    }

    std::shared_ptr<const Puzzle> puzzle() const override { return maze_kind().puzzle(maze_task(frame_.rows, frame_.cols)); }

    MadeGrids make(std::uint64_t seed, std::uint64_t index) const override {
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

std::unique_ptr<PuzzleMaker> make_maze_maker(const MakerWishes& wishes) {
    return std::make_unique<MazeMaker>(Wishes(maze_kind(), wishes));
}

}  // namespace ptrm
