#include <tuple>

#include "ptrm/generate.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/wishes.hpp"

namespace ptrm {
namespace {

class SudokuMaker final : public PuzzleMaker {
public:
    explicit SudokuMaker(const Wishes& wishes) {
        recipe_.shape = SudokuShape::parse(wishes.text("box"));
        recipe_.hard_trials = wishes.number("hard", 1, 1000000);
        recipe_.minimal = wishes.text("clues") == "minimal" || recipe_.hard_trials > 0;
        if (!recipe_.minimal)
            std::tie(recipe_.clues_low, recipe_.clues_high) = wishes.range("clues", 0, recipe_.shape.cells(), ", or minimal");
    }

    std::shared_ptr<const Puzzle> puzzle() const override { return sudoku_kind().puzzle(sudoku_task(recipe_.shape)); }

    MadeGrids make(std::uint64_t seed, std::uint64_t index) const override {
        const RatedSudoku made = generate_sudoku(recipe_, seed, index);
        return {sudoku_tokens(made.question), sudoku_tokens(made.answer), made.rating};
    }

private:
    SudokuRecipe recipe_;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_sudoku_maker(const MakerWishes& wishes) {
    return std::make_unique<SudokuMaker>(Wishes(sudoku_kind(), wishes));
}

}  // namespace ptrm
