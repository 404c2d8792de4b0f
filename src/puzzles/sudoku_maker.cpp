#include <tuple>

#include "puzzles/checked_settings.hpp"
#include "puzzles/generate.hpp"
#include "puzzles/kinds.hpp"

namespace ptrm {
namespace {

class SudokuMaker final : public PuzzleMaker {
public:
    explicit SudokuMaker(const CheckedSettings& settings) {
        recipe_.shape = SudokuShape::parse(settings.text("box"));
        recipe_.hard_trials = settings.number("hard", 1, 1000000);
        recipe_.minimal = settings.text("clues") == "minimal" || recipe_.hard_trials > 0;
        if (!recipe_.minimal)
            std::tie(recipe_.clues_low, recipe_.clues_high) = settings.range("clues", 0, recipe_.shape.cells(), ", or minimal");
    }

    std::shared_ptr<const Puzzle> puzzle() const override { return sudoku_kind().puzzle(sudoku_task(recipe_.shape)); }

    MadePuzzle make(std::uint64_t seed, std::uint64_t index) const override {
        const RatedSudoku made = generate_sudoku(recipe_, seed, index);
        return {sudoku_tokens(made.question), sudoku_tokens(made.answer), made.rating};
    }

private:
    SudokuRecipe recipe_;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_sudoku_maker(const MakerSettings& settings) {
    return std::make_unique<SudokuMaker>(CheckedSettings(sudoku_kind(), settings));
}

}  // namespace ptrm
