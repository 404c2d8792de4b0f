#include <algorithm>
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/printable.hpp"
#include "command_line.hpp"
#include "common.hpp"
#include "html_page.hpp"
#include "interrupts.hpp"
#include "progress_bar.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzle_input.hpp"
#include "puzzles/fit.hpp"
#include "puzzles/sudoku.hpp"
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
    std::string model, box, format, output;
    tools::ArithmeticOptions arithmetic;
    tools::SearchOptions search;
    tools::ProgressOptions progress;
    bool rollouts = false;
    int frame = 0;
};

class SolveProgram {
public:
    explicit SolveProgram(Arguments arguments)
        : args_(checked(std::move(arguments))), output_(args_.output), bar_(args_.progress.bar()) {
        for (const char* format : {"html", "jsonl"})
            if (args_.format.empty() && args_.output.ends_with(std::string(".") + format)) args_.format = format;
        if (args_.format.empty()) args_.format = output_.is_terminal() ? "grid" : "line";
        colours_ = colours_of(output_);
    }

    int run() {
        std::shared_ptr<const Puzzle> puzzle;
        if (!args_.box.empty()) puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task(SudokuShape::parse(args_.box)));
        if (!args_.model.empty()) {
            add_solvers({args_.model, args_.frame});
            const auto fit = [&](const Solving& one) { return !puzzle || same_puzzle(puzzle->task(), one.puzzle->task()); };
            if (std::none_of(solvers_.begin(), solvers_.end(), fit))
                throw Error(ErrorCode::bad_argument, "--box", "", "the boxes of " + args_.model, args_.box);
            // A model of several kinds, or of boards larger than its own, takes what the text says.
            if (solvers_.size() == 1 && !solvers_.front().takes_larger()) puzzle = solvers_.front().puzzle;
        }
        tools::PuzzleInput feed(args_.files, puzzle);
        if (args_.format == "html") output_.write(tools::html_begin("ptrm-solve"));
        for (;;) {
            const auto portion = feed.next(kPortion);
            if (portion.empty()) break;
            try {
                solve(portion, solver_for(*portion.front().puzzle), feed.estimated_total());
            } catch (const NoModel& missing) {
                for (const auto& puzzle : portion) feed.complain(puzzle.place + ": " + missing.what());
            }
            if (tools::interrupted()) break;
        }
        if (args_.format == "html") output_.write(tools::html_end());
        if (args_.format == "line" && !tools::interrupted())
            for (; lines_ < feed.read(); ++lines_) output_.write("\n");
        output_.flush();
        bar_.clear();
        if (!args_.progress.quiet())
            std::cerr << "solved " << solved_ << " of " << answered_ << " puzzles in " << tools::digits(bar_.seconds()) << " s, "
                      << net_evaluations_ << " net evaluations" << (precision_.empty() ? "" : " in " + precision_)
                      << (feed.malformed() > 0 ? ", " + std::to_string(feed.malformed()) + " not read" : "")
                      << (tools::interrupted() ? ", interrupted" : "") << '\n';
        if (tools::interrupted()) return tools::kInterrupted;
        if (feed.read() == 0 && feed.bad_files() == 0)
            throw Error(ErrorCode::bad_puzzle, args_.files.empty() ? "<stdin>" : args_.files.front(), "", "holds no puzzle");
        if (feed.malformed() + feed.bad_files() > 0) return tools::kFailed;
        return solved_ == answered_ ? tools::kDone : tools::kUnsolved;
    }

private:
    static Arguments checked(Arguments arguments) {
        tools::refuse_to_overwrite(arguments.output, arguments.files.empty() ? std::vector<std::string>{"-"} : arguments.files);
        if (!arguments.model.empty()) tools::refuse_to_overwrite(arguments.output, {arguments.model});
        return arguments;
    }

    /// That no shipped model takes a puzzle.
    struct NoModel : Error {
        explicit NoModel(const Error& error) : Error(error) {}
    };

    struct Solving {
        tools::FramedModel model;
        std::shared_ptr<const Puzzle> puzzle;
        std::int32_t puzzle_id;
        int largest;    // board that the model was measured on
        bool relative;  // --frame takes larger ones
        Solver solver;

        bool takes_larger() const { return largest > std::max(puzzle->task().rows, puzzle->task().cols); }
    };

    void add_solvers(const tools::FramedModel& framed) {
        LoadOptions load = args_.arithmetic.load_options(args_.search.by_effort() ? Precision::automatic : Precision::f32);
        load.frame = framed.frame;
        const Model model = Model::load(framed.file, load);
        precision_ = model.precision();
        SolveOptions options = args_.search.for_model(model);
        options.keep.rollouts = args_.rollouts;
        tree_dead_ = options.tree.dead;
        const auto puzzles = tools::puzzles_of_model(model, framed.file.string());
        const bool relative = model.architecture().positions == PositionEncoding::rope2d;
        for (const auto& [puzzle, puzzle_id] : puzzles)
            solvers_.push_back({framed, puzzle, puzzle_id, largest_board(model), relative, Solver(model, options, puzzle)});
    }

    /// The model for a puzzle, and its frame. An answer must not depend on the puzzles before it, so this does not either.
    tools::FramedModel model_for(const Puzzle& puzzle) {
        if (args_.model.empty()) {
            try {
                tools::FramedModel& found =
                    found_[{puzzle.task().puzzle, puzzle.task().rows, puzzle.task().cols, puzzle.task().box_rows}];
                if (found.file.empty()) found = tools::find_model(puzzle, args_.frame);
                return found;
            } catch (const Error& error) {
                throw NoModel(error);
            }
        }
        tools::FramedModel own{args_.model, args_.frame};
        const Task& task = puzzle.task();
        const int side = std::max(task.rows, task.cols);
        std::string measured;
        for (const Solving& one : solvers_) {
            if (one.model != own || one.puzzle->task().puzzle != task.puzzle) continue;
            if (fits(puzzle, *one.puzzle)) return own;
            if (one.takes_larger() && side <= one.largest) return {args_.model, side};
            if (one.relative)
                measured =
                    ", up to " + std::to_string(one.largest) + "x" + std::to_string(one.largest) + " (--frame tries larger ones)";
        }
        throw NoModel(
            Error(ErrorCode::bad_puzzle, args_.model, "", "a puzzle that it was trained for" + measured,
                  task.puzzle + (measured.empty() ? "" : " of " + std::to_string(task.rows) + "x" + std::to_string(task.cols))));
    }

    /// The solver whose model a puzzle fits in.
    Solving& solver_for(const Puzzle& puzzle) {
        const tools::FramedModel model = model_for(puzzle);
        const auto known = [&] {
            return std::find_if(solvers_.begin(), solvers_.end(),
                                [&](const Solving& one) { return one.model == model && fits(puzzle, *one.puzzle); });
        };
        if (known() == solvers_.end()) add_solvers(model);
        if (known() == solvers_.end())
            throw NoModel(Error(
                ErrorCode::bad_file, model.file.string(), "task",
                "a model for boxes of " + std::to_string(puzzle.task().box_rows) + "x" + std::to_string(puzzle.task().box_cols),
                "one for the usual boxes"));
        return *known();
    }

    void solve(const std::vector<tools::InputPuzzle>& portion, Solving& solving, double estimated_total) {
        std::vector<Question> questions;
        for (const auto& fed : portion) {
            questions.push_back({fed.question, solving.puzzle_id});
            if (!same_puzzle(fed.puzzle->task(), solving.puzzle->task()))
                questions.back().tokens = pad(*fed.puzzle, *solving.puzzle, fed.question);
        }
        const auto before = static_cast<double>(answered_);

        Callbacks callbacks;
        callbacks.cancelled = tools::interrupted;
        callbacks.on_progress = [&](const Progress& progress) {
            bar_.show(before + static_cast<double>(progress.rollouts_done) / solving.solver.options().rollouts, estimated_total);
        };
        callbacks.on_result = [&](std::size_t puzzle, Result&& result) {
            write(portion[puzzle], solving, questions[puzzle].tokens, result);
        };
        solving.solver.solve(questions, callbacks);
    }

    /// @param question in the frame of the model's puzzle
    void write(const tools::InputPuzzle& fed, const Solving& solving, Tokens question, const Result& result) {
        const Puzzle& puzzle = *solving.puzzle;
        // Of a puzzle without rules the answer that came along decides, else the model's own claim.
        const bool claimed = claims(solving.solver.options(), result), told = !puzzle.has_rules() && !fed.answer.empty();
        const bool solved = puzzle.has_rules() ? puzzle.solves(question, result.answer)
                            : told             ? result.answer == fed.answer
                                               : claimed;
        const std::string verdict = solved               ? ""
                                    : puzzle.has_rules() ? "not solved: this answer breaks the rules"
                                    : told               ? "not solved: the answer in the file is another"
                                                         : "not claimed: the model does not trust this answer";
        ++answered_;
        solved_ += solved ? 1 : 0;
        net_evaluations_ += result.net_evaluations;
        if (output_.is_terminal()) bar_.clear();
        // An answer stands in the line that its puzzle's number gives it, whatever could not be read before.
        if (args_.format == "line") {
            for (; lines_ < fed.index; ++lines_) output_.write("\n");
            ++lines_;
            output_.write((solved ? puzzle.answer_line(question, result.answer) : "") + '\n');
        } else if (args_.format == "pzprv3") {
            output_.write(puzzle.pzprv3(question, solved ? result.answer : std::vector(question.begin(), question.end())) + '\n');
        } else if (args_.format == "html") {
            output_.write(tools::html_puzzle(fed.place, puzzle, question, result, verdict, tree_dead_));
        } else if (args_.format == "grid") {
            output_.write(printable(fed.place) + (solved ? "" : "  " + verdict) + '\n' +
                          puzzle.drawing(question, result.answer, colours_));
        } else {
            nlohmann::ordered_json line{{"index", fed.index},
                                        {"source", fed.place},
                                        {"kind", puzzle.task().puzzle},
                                        {"rows", fed.rows},
                                        {"cols", fed.cols},
                                        {"puzzle", puzzle.question_line(question)},
                                        {"answer", puzzle.answer_line(question, result.answer)},
                                        {"solved", solved},
                                        {"ending", name_of(result.ending)},
                                        {"q", result.q},
                                        {"rollout", result.rollout},
                                        {"step", result.step},
                                        {"net_evaluations", result.net_evaluations},
                                        {"precision", precision_},
                                        {"seconds", result.seconds}};
            if (!puzzle.has_rules()) line["claimed"] = claimed;
            if (fed.puzzle->task().box_rows > 0) line["box"] = {fed.puzzle->task().box_rows, fed.puzzle->task().box_cols};
            if (result.nodes > 0) {
                line["nodes"] = result.nodes;
                line["deepest"] = result.deepest;
                line["guesses"] = nlohmann::json::array();  // the way to the answer, as [cell, token] from the root on
                for (const Guess& guess : result.guesses) line["guesses"].push_back({guess.cell, guess.token});
            }
            for (const Rollout& rollout : result.rollouts)
                line["rollouts"].push_back({{"q", rollout.q},
                                            {"residual", rollout.residual},
                                            {"step", rollout.step},
                                            {"answer", puzzle.answer_line(question, rollout.answer)}});
            output_.write(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
        }
        output_.flush();
    }

    Arguments args_;
    tools::Output output_;
    tools::ProgressBar bar_;
    Colours colours_ = Colours::none;
    double tree_dead_ = 0;
    std::string precision_;  // of the products
    std::size_t lines_ = 0;  // written with --format line
    std::vector<Solving> solvers_;
    std::map<std::tuple<std::string, int, int, int>, tools::FramedModel> found_;  // by kind, rows, columns and rows of a box
    std::size_t answered_ = 0, solved_ = 0;
    std::int64_t net_evaluations_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Solves Sudoku, pencil puzzles and mazes by a Tiny Recursive Model. Reads files, or standard input: a puzzle a line, "
        "grids, tables, JSON, addresses of puzz.link, pzprv3 files.\n"
        "Exit code 0: every answer obeys the rules; 1: at least one does not; 2: usage, input or output error.",
        "ptrm-solve"};
    tools::set_up(app, kExamples);
    Arguments args;
    app.add_option("FILE", args.files, "puzzle files, addresses or cells; none or - for standard input")->group("Input");
    app.add_option("-m,--model", args.model,
                   "model file, or the name of a shipped model; without it the one that fits the puzzle")
        ->transform(tools::model_file)
        ->group("Input");
    app.add_option("--frame", args.frame,
                   "answer boards up to this side with a model of smaller ones; without it up to what the model was measured on")
        ->check(CLI::Range(1, 256))
        ->group("Input");
    app.add_option("--box", args.box, "accept only puzzles with boxes of ROWSxCOLUMNS")->group("Input");
    args.search.add_to(app);
    args.arithmetic.add_to(app, "auto with an effort, else f32");
    app.add_option("--format", args.format,
                   "grid (on a terminal), line (elsewhere), jsonl (for -o FILE.jsonl), pzprv3 (files that puzz.link's player "
                   "opens solved), or html: a page of pictures (for -o FILE.html)")
        ->group("Output")
        ->check(CLI::IsMember({"grid", "line", "jsonl", "pzprv3", "html"}));
    app.add_flag(
           "--all-rollouts", args.rollouts,
           "with --format jsonl: also every rollout's answer, q and residual (EqR's measure); with html: the tree of the search")
        ->group("Output");
    app.add_option("-o,--output", args.output, "file to write instead of standard output")->group("Output");
    args.progress.add_to(app);
    return tools::run(app, argc, argv, [&] {
        tools::catch_interrupts();
        return SolveProgram(std::move(args)).run();
    });
}
