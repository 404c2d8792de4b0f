#include "ptrm/generate.hpp"
#include "ptrm/maze.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/wishes.hpp"

namespace ptrm {
namespace {

class MazeMaker final : public PuzzleMaker {
public:
    explicit MazeMaker(const Wishes& wishes) {
        recipe_.rows = wishes.number("rows", 2, 256);
        recipe_.cols = wishes.number("cols", 2, 256);
        recipe_.least_distance = wishes.number("least-distance", 0, 256 * 256);
    }

    std::shared_ptr<const Puzzle> puzzle() const override { return maze_kind().puzzle(maze_task(recipe_.rows, recipe_.cols)); }

    MadeGrids make(std::uint64_t seed, std::uint64_t index) const override {
        const SolvedMaze made = generate_maze(recipe_, seed, index);
        return {maze_tokens(made.question), maze_tokens(made.answer), made.distance};
    }

private:
    MazeRecipe recipe_;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_maze_maker(const MakerWishes& wishes) {
    return std::make_unique<MazeMaker>(Wishes(maze_kind(), wishes));
}

}  // namespace ptrm
