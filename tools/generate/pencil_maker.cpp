#include <algorithm>

#include "generate/cadical.hpp"
#include "generate/puzzle_maker.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

constexpr std::int64_t kMostClauses = 5000;  // learnt before a proof is given up: seconds, where a usual puzzle needs a hundred

class PencilMaker final : public PuzzleMaker {
public:
    explicit PencilMaker(const PencilKind& kind) : kind_(kind) {}

    const PuzzleKind& kind() const override { return kind_; }
    std::string about() const override {
        return "question = address of puzz.link, answer = a digit a cell; rating = clauses that a SAT solver learnt";
    }

    void add_options(CLI::App& app) override {
        app.add_option("--rows", rows_, "height")->capture_default_str()->check(CLI::Range(3, 30));
        app.add_option("--cols", cols_, "width")->capture_default_str()->check(CLI::Range(3, 30));
        app.add_option("--smallest", smallest_,
                       "of --data-folder: three in five boards are smaller, from so many rows and columns on, and lie anywhere")
            ->check(CLI::Range(3, 30));
    }

    std::shared_ptr<const Puzzle> prepare(bool training) override {
        make_cadical();  // says at once where there is none
        training_ = training;
        if (smallest_ == 0) smallest_ = std::min(rows_, cols_);
        if (smallest_ > std::min(rows_, cols_))
            throw Error(ErrorCode::bad_argument, "--smallest", "", "at most the rows and columns", std::to_string(smallest_));
        Task task;
        task.puzzle = kind_.name();
        task.rows = rows_;
        task.cols = cols_;
        return kind_.puzzle(task);
    }

    std::optional<MadeGrids> make(std::uint64_t seed, std::uint64_t index) const override {
        // Of training boards two in five fill the frame; the others lie anywhere in it, which teaches what translation means.
        Random random(~seed, index);
        int rows = rows_, cols = cols_;
        if (training_ && random.below(5) >= 2) {
            rows = smallest_ + random.below(rows_ - smallest_ + 1);
            cols = smallest_ + random.below(cols_ - smallest_ + 1);
        }
        const MadePuzzle made = make_pencil_puzzle(kind_, rows, cols, seed, index, [] { return make_cadical(); });
        const auto labels = pencil_labels(kind_, made.question, made.answer);
        const int top = random.below(rows_ - rows + 1), left = random.below(cols_ - cols + 1);
        MadeGrids grids{std::vector<std::int32_t>(static_cast<std::size_t>(rows_ * cols_)), {}, made.rating};
        grids.answer = grids.question;
        for (int cell = 0; cell < made.question.cells(); ++cell) {
            const auto at = static_cast<std::size_t>((top + cell / cols) * cols_ + left + cell % cols);
            grids.question[at] = made.question[cell];
            grids.answer[at] = labels[static_cast<std::size_t>(cell)];
        }
        return grids;
    }

    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question) const override {
        const Board board{puzzle.task().rows, puzzle.task().cols, {question.begin(), question.end()}};
        const auto sat = make_cadical();
        std::vector<std::vector<std::int32_t>> found;
        const auto answers = pencil_answers(kind_, board, *sat, kMostClauses);
        if (!answers) return std::nullopt;
        for (const Digits& answer : *answers) found.push_back(pencil_labels(kind_, board, answer));
        return found;
    }

private:
    const PencilKind& kind_;
    int rows_ = 10, cols_ = 10, smallest_ = 0;
    bool training_ = false;
};

}  // namespace

std::unique_ptr<PuzzleMaker> make_pencil_maker(const PencilKind& kind) { return std::make_unique<PencilMaker>(kind); }

}  // namespace ptrm::tools
