#include <cstdio>
#include <fstream>
#include <unordered_set>

#include "common.hpp"
#include "data/sudoku_reader.hpp"
#include "generate/puzzle_maker.hpp"
#include "ptrm/error.hpp"
#include "ptrm/generate.hpp"
#include "puzzles/kinds.hpp"

namespace ptrm::tools {
namespace {

class SudokuMaker final : public PuzzleMaker {
public:
    const PuzzleKind& kind() const override { return sudoku_kind(); }
    std::string about() const override { return "Sudoku puzzles; rating = guesses of a backtracking solver with singles"; }

    void add_options(CLI::App& app) override {
        app.add_option("--box", box_, "shape of a box, ROWSxCOLUMNS")->capture_default_str();
        app.add_option("--clues", clues_, "number of clues, drawn from LO:HI, or 'minimal': no clue can be spared")
            ->capture_default_str();
        app.add_option("--hard", recipe_.hard_trials, "improve minimal puzzles towards a high rating, by so many trials (200)")
            ->expected(0, 1)
            ->default_str("200")
            ->check(CLI::Range(1, 1000000));
        app.add_option("--exclude", exclude_, "leave out the puzzles of these files and all their symmetric copies");
    }

    std::shared_ptr<const Puzzle> prepare(bool) override {
        recipe_.shape = parse_shape(box_);
        recipe_.minimal = clues_ == "minimal" || recipe_.hard_trials > 0;
        char rest = 0;
        if (!recipe_.minimal && std::sscanf(clues_.c_str(), "%d:%d%c", &recipe_.clues_low, &recipe_.clues_high, &rest) != 2)
            throw Error(ErrorCode::bad_argument, "--clues", "", "LO:HI or minimal", "'" + clues_ + "'");
        read_excluded();
        return kind().puzzle(sudoku_task(recipe_.shape));
    }

    std::optional<MadeGrids> make(std::uint64_t seed, std::uint64_t index) const override {
        const RatedSudoku made = generate_sudoku(recipe_, seed, index);
        if (!excluded_.empty() && excluded_.contains(sudoku_canonical_form(made.question, made.answer))) return std::nullopt;
        return MadeGrids{sudoku_tokens(made.question), sudoku_tokens(made.answer), made.rating};
    }

    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question) const override {
        std::vector<std::vector<std::int32_t>> found;
        for (const Sudoku& answer :
             sudoku_solutions(sudoku_from_tokens({puzzle.task().box_rows, puzzle.task().box_cols}, question)))
            found.push_back(sudoku_tokens(answer));
        return found;
    }

private:
    /// The canonical forms of every puzzle in the files, to keep their symmetric copies out.
    void read_excluded() {
        for (const auto& path : exclude_) {
            std::ifstream file(path);
            if (!file) throw Error(ErrorCode::io, path, "", "cannot be opened for reading");
            SudokuReader reader(file, path, recipe_.shape);
            while (const auto entry = reader.next()) {
                const auto rated = rate_sudoku(entry->question);
                excluded_.insert(sudoku_canonical_form(rated.question, rated.answer));
            }
        }
    }

    std::string box_ = "3x3", clues_ = "24:36";
    std::vector<std::string> exclude_;
    SudokuRecipe recipe_;
    std::unordered_set<std::string> excluded_;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_sudoku_maker() { return std::make_unique<SudokuMaker>(); }

}  // namespace ptrm::tools
