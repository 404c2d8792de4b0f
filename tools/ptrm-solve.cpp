#include <algorithm>
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "common.hpp"
#include "progress_bar.hpp"
#include "ptrm/error.hpp"
#include "ptrm/solver.hpp"
#include "ptrm/version.hpp"
#include "puzzle_feed.hpp"
#include "search_options.hpp"
#include "shipped_models.hpp"

namespace {

using namespace ptrm;

constexpr const char* kExamples = R"(Examples:
  ptrm-generate sudoku --box 2x3 --clues 9:14 --count 3 | ptrm-solve
  echo ...2...4..5.....1.3.6.......2..5.6.. | ptrm-solve --format grid
  ptrm-generate sudoku --box 2x2 --clues 4:6 --count 3 | ptrm-solve -K 16 --format jsonl
)";

constexpr std::size_t kPortion = 1024;  // puzzles in flight; answers do not depend on it

struct Arguments {
    std::vector<std::string> files;
    std::string model, box, format, output, progress = "auto";
    tools::ArithmeticOptions arithmetic;
    tools::SearchOptions search;
    bool quiet = false, rollouts = false;
};

class SolveProgram {
public:
    explicit SolveProgram(Arguments arguments) : args_(std::move(arguments)), output_(args_.output), bar_(args_.progress) {
        if (args_.format.empty()) args_.format = output_.is_terminal() ? "grid" : "line";
        colour_ = output_.is_terminal() && std::getenv("NO_COLOR") == nullptr;
    }

    int run() {
        std::optional<tools::Rules> rules;
        if (!args_.box.empty()) rules = tools::Rules(tools::parse_shape(args_.box));
        if (!args_.model.empty()) {
            const tools::Rules own = add_solver(args_.model);
            if (rules && *rules != own)
                throw Error(ErrorCode::bad_argument, "--box", "", "the boxes of " + args_.model, args_.box);
            rules = own;
        }
        tools::PuzzleFeed feed(args_.files, rules);
        for (;;) {
            const auto portion = feed.next(kPortion);
            if (portion.empty()) break;
            solve(portion, feed.estimated_total());
            if (tools::interrupted()) break;
        }
        output_.flush();
        bar_.clear();
        if (!args_.quiet)
            std::cerr << "solved " << solved_ << " of " << answered_ << " puzzles in " << bar_.seconds() << " s, "
                      << net_evaluations_ << " net evaluations"
                      << (feed.malformed() > 0 ? ", " + std::to_string(feed.malformed()) + " malformed" : "")
                      << (tools::interrupted() ? ", interrupted" : "") << '\n';
        if (tools::interrupted()) return tools::kInterrupted;
        if (feed.malformed() > 0) return tools::kFailed;
        return solved_ == answered_ ? tools::kDone : tools::kUnsolved;
    }

private:
    tools::Rules add_solver(const std::filesystem::path& path) {
        const Model model = Model::load(path, args_.arithmetic.load_options());
        const tools::Rules rules = tools::Rules::of(model, path);
        SolveOptions options = args_.search.for_model(model);
        options.keep_rollouts = args_.rollouts;
        solvers_.emplace_back(rules, Solver(model, options));
        return rules;
    }

    Solver& solver_for(const tools::Rules& rules) {
        const auto known = [&] {
            return std::find_if(solvers_.begin(), solvers_.end(), [&](const auto& item) { return item.first == rules; });
        };
        if (known() == solvers_.end()) {  // a Sudoku, for mazes are read where a model of theirs is named
            const SudokuShape shape = *rules.sudoku();
            const auto path = tools::find_sudoku_model(shape);
            if (add_solver(path) != rules)
                throw Error(ErrorCode::bad_file, path.string(), "task",
                            "a model for boxes of " + std::to_string(shape.box_rows) + "x" + std::to_string(shape.box_cols),
                            "other boxes");
        }
        return known()->second;
    }

    void solve(const std::vector<tools::Puzzle>& portion, double estimated_total) {
        Solver& solver = solver_for(portion.front().rules);
        std::vector<Question> questions;
        for (const auto& puzzle : portion) questions.push_back({puzzle.question, 0});
        const auto before = static_cast<double>(answered_);

        Callbacks callbacks;
        callbacks.cancelled = tools::interrupted;
        callbacks.verify = [&](std::size_t puzzle, std::span<const std::int32_t> answer) {
            return portion[puzzle].rules.solves(portion[puzzle].question, answer);
        };
        callbacks.symmetry = [&](std::size_t puzzle, int rollout) {
            return portion[puzzle].rules.symmetry(rollout, solver.options().seed);
        };
        callbacks.on_progress = [&](const Progress& progress) {
            bar_.show(before + static_cast<double>(progress.rollouts_done) / solver.options().rollouts, estimated_total);
        };
        callbacks.on_result = [&](std::size_t puzzle, Result&& result) { write(portion[puzzle], result); };
        solver.solve(questions, callbacks);
    }

    void write(const tools::Puzzle& puzzle, const Result& result) {
        const tools::Rules& rules = puzzle.rules;
        const bool solved = rules.solves(puzzle.question, result.answer);
        ++answered_;
        solved_ += solved ? 1 : 0;
        net_evaluations_ += result.net_evaluations;
        if (output_.is_terminal()) bar_.clear();
        if (args_.format == "line") {
            output_.write(rules.line(result.answer) + '\n');
        } else if (args_.format == "grid") {
            output_.write(puzzle.place + (solved ? "\n" : "  not solved: this answer breaks the rules\n") +
                          rules.drawing(puzzle.question, result.answer, colour_));
        } else {
            nlohmann::ordered_json line{{"index", puzzle.index},
                                        {"source", puzzle.place},
                                        {"puzzle", rules.line(puzzle.question)},
                                        {"answer", rules.line(result.answer)},
                                        {"solved", solved},
                                        {"q", result.q},
                                        {"rollout", result.rollout},
                                        {"step", result.step},
                                        {"net_evaluations", result.net_evaluations},
                                        {"seconds", result.seconds}};
            if (result.out_of_time) line["out_of_time"] = true;
            for (const Rollout& rollout : result.rollouts)
                line["rollouts"].push_back({{"q", rollout.q},
                                            {"unrest", rollout.unrest},
                                            {"step", rollout.step},
                                            {"answer", rules.line(rollout.answer)}});
            output_.write(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
        }
        output_.flush();
    }

    Arguments args_;
    tools::Output output_;
    tools::ProgressBar bar_;
    bool colour_ = false;
    std::vector<std::pair<tools::Rules, Solver>> solvers_;
    std::size_t answered_ = 0, solved_ = 0;
    std::int64_t net_evaluations_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Solves Sudoku puzzles, or with --model mazes, by a Tiny Recursive Model. Reads files, or standard input: a puzzle a "
        "line,\ngrids, or CSV.\n"
        "Exit code 0: every answer obeys the rules; 1: at least one does not; 2: usage, input or output error.",
        "ptrm-solve"};
    app.set_version_flag("--version", version());
    app.footer(kExamples);
    Arguments args;
    app.add_option("FILE", args.files, "puzzle files; none or - for standard input");
    app.add_option("-m,--model", args.model, "model file; without it the shipped model that fits the puzzle");
    app.add_option("--box", args.box, "accept only puzzles with boxes of ROWSxCOLUMNS");
    args.search.add_to(app);
    args.arithmetic.add_to(app);
    app.add_option("--format", args.format, "grid (on a terminal), line (elsewhere) or jsonl")
        ->check(CLI::IsMember({"grid", "line", "jsonl"}));
    app.add_flag("--all-rollouts", args.rollouts,
                 "with --format jsonl: also every rollout's answer, q and unrest (EqR's measure)");
    app.add_option("-o,--output", args.output, "file to write instead of standard output");
    app.add_option("--progress", args.progress, "auto (long runs on a terminal), always or never")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_flag("--quiet", args.quiet, "no summary on standard error");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? tools::kDone : tools::kFailed;
    }
    tools::catch_interrupts();
    return tools::run("ptrm-solve", [&] { return SolveProgram(std::move(args)).run(); });
}
