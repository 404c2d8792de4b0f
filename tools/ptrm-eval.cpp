#include <algorithm>
#include <CLI/CLI.hpp>

#include "eval/arc_vote.hpp"
#include "eval/evaluation.hpp"
#include "eval/results_file.hpp"
#include "interrupts.hpp"
#include "ptrm/error.hpp"
#include "shipped_models.hpp"

namespace {

using namespace ptrm;
using namespace ptrm::tools;

constexpr const char* kExamples = R"(Examples:
  ptrm-generate sudoku --box 2x2 --count 20 --clues 4:8 -o puzzles.csv
  ptrm-eval --model sudoku-4x4 puzzles.csv -o results.jsonl
  ptrm-eval --model sudoku-4x4 puzzles.csv --sweep K=1,4,8 --sweep sigma=0.5,1 --seeds 2 -o sweep.jsonl
  ptrm-eval report results.jsonl
  ptrm-eval --model arc.safetensors data/arc2concept-aug-1000 -K 25 -D 16 --sigma 0.2 -o arc.jsonl --submission submission.json
)";

struct Arguments : EvaluationOptions {
    std::vector<std::string> inputs;  ///< results files
    std::string predictions, q;
};

/// The vote alone, over the predictions of another program.
int vote(const Arguments& args) {
    const auto outcomes = vote_over(args.data.front(), args.predictions, args.q, args.dataset.augmentations);
    Output output("");
    output.write(table(outcomes));
    const auto chosen =
        std::find_if(outcomes.begin(), outcomes.end(), [&](const auto& o) { return o.way.votes == args.report.votes; });
    if (chosen == outcomes.end())
        throw Error(ErrorCode::bad_argument, "--votes", "", "official or q-weighted, for there is one prediction an example",
                    args.report.votes);
    if (!args.report.submission.empty()) write_file(args.report.submission, chosen->election.submission());
    output.flush();
    return kDone;
}

void add_run_options(CLI::App& app, Arguments& args) {
    app.add_option("DATA", args.data, "puzzle files, - for standard input, or data folders of the official code (dataset.json)")
        ->group("Input");
    app.add_option("-m,--model", args.model, "model file, or the name of a shipped model")
        ->transform(tools::model_file)
        ->group("Input");
    app.add_option("--frame", args.frame,
                   "boards up to this side, with a model of smaller ones whose positions are relative (rope2d)")
        ->check(CLI::Range(1, 256))
        ->group("Input");
    args.search.add_to(app);
    app.add_option("--sweep", args.sweeps,
                   "K=..., D=... or sigma=... with several values; every combination is run, and without --stop the largest K "
                   "holds the smaller")
        ->group("Evaluation")
        ->allow_extra_args(false);
    app.add_option("--seeds", args.seeds, "so many seeds from --seed on")
        ->group("Evaluation")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    app.add_option(
           "--copies", args.copies,
           "also solve so many symmetric copies of each puzzle, itself among them, map the answers back, and let them vote")
        ->group("Evaluation")
        ->check(CLI::Range(2, 4096));
    args.arithmetic.add_to(app);
    app.add_option("-o,--output", args.output, "results file (JSON Lines); default standard output, then without the table")
        ->group("Output");
    app.add_flag("--resume", args.resume, "go on with the results file of a run that ended early")->group("Output");
    app.add_flag("--steps", args.steps, "also record every supervision step of every rollout, for the curves of --plots")
        ->group("Output");
    app.add_option("--portrait", args.portrait,
                   "of --plots: the puzzle, counted from 0, whose rollouts are drawn in the plane of their two principal "
                   "components, or whose tree is drawn; default one that some rollouts solve, or that took 8 nodes")
        ->group("Output")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--states", args.states,
                   "of --plots: also look at the states of so many puzzles, four rollouts each: as paths in one plane, what the "
                   "answer head reads from y and from z, and whether a small change of z grows")
        ->group("Output")
        ->check(CLI::Range(1, 128));
    app.add_option(
           "--shard", args.shard,
           "I/N: every N-th puzzle from the I-th on; none: all; default from Slurm (tasks or an array), Open MPI or an indexed "
           "Kubernetes job")
        ->group("Run");
    args.progress.add_to(app);
}

void add_arc_options(CLI::App& app, Arguments& args) {
    app.add_flag_function(
           "--arc,!--no-arc", [&args](std::int64_t times) { args.dataset.arc = times > 0; },
           "the data are ARC's, whose augmentations vote; default where test_puzzles.json and identifiers.json lie beside them")
        ->group("ARC");
    app.add_option("--augmentations", args.dataset.augmentations,
                   "so many puzzles of each task, itself first; default all there are")
        ->group("ARC")
        ->check(CLI::Range(1, 1'000'000));
    app.add_option("--until-decided", args.until_decided,
                   "leave out examples that can no longer change a task's first attempt (1), or the two of a submission (2)")
        ->group("ARC")
        ->check(CLI::Range(1, 2));
    app.add_flag("--mean-embedding", args.mean_embedding,
                 "every puzzle identifier gets the mean of the model's embeddings, as in the official loader where data and "
                 "checkpoint are not of one training")
        ->group("ARC");
}

void add_submission_options(CLI::App& app, ReportOptions& report) {
    app.add_option("--submission", report.submission,
                   "file for the first two answers to every test input, as Kaggle wants them; of the last setting, its K and "
                   "its --select")
        ->group("ARC");
    app.add_option("--votes", report.votes,
                   "what it goes by: official (count, then mean Q), q-weighted (sum of Q), or rollouts (all K have a vote)")
        ->capture_default_str()
        ->group("ARC")
        ->check(CLI::IsMember({"official", "q-weighted", "rollouts"}));
}

void add_report_options(CLI::App& app, ReportOptions& report) {
    app.add_option("--groups", report.groups, "also a line for each `source` of the data, or each power of ten of `rating`")
        ->check(CLI::IsMember({"source", "rating"}));
    app.add_option("--plots", report.plots,
                   "folder for pictures and a page, report.html, that holds them with the table (needs gnuplot)");
    app.add_option("--summary", report.summary, "file for the summary as JSON");
    app.add_option("--price-per-hour", report.price_per_hour,
                   "dollars for an hour of a core; adds dollars per attempt and per correct answer")
        ->check([](const std::string& text) {
            double value = -1;
            const bool number = CLI::detail::lexical_cast(text, value) && value >= 0 && value <= 1e6;  // and not NaN
            return number ? "" : "expected a number from 0 to 1000000, got " + text;
        });
}

/// The subcommands: what can be done with results, or predictions, that are already there.
struct Subcommands {
    CLI::App *merge, *report, *vote;
};

Subcommands add_subcommands(CLI::App& app, Arguments& args) {
    app.require_subcommand(0, 1);
    CLI::App* merge =
        app.add_subcommand("merge", "Joins the results files of all shards into the one that a single run would have written");
    merge->add_option("FILES", args.inputs, "results files")->required();
    merge->add_option("-o,--output", args.output, "file to write")->required();

    CLI::App* report = app.add_subcommand("report", "Prints the table of a results file");
    report->add_option("FILE", args.inputs, "results file, - for standard input")->required()->expected(1);
    add_submission_options(*report, args.report);
    add_report_options(*report, args.report);

    CLI::App* vote = app.add_subcommand("vote", "Holds the vote of an ARC evaluation over the predictions of another program");
    vote->add_option("DATA", args.data, "data folder, or its part test")->required()->expected(1);
    vote->add_option("--predictions", args.predictions, "tokens, uint8 [N, 900] or with rounds that vote together [R, N, 900]")
        ->required();
    vote->add_option("--q", args.q, "logits of the Q head, float32 [N] or [R, N]")->required();
    vote->add_option("--augmentations", args.dataset.augmentations, "so many puzzles of each task; default all there are")
        ->check(CLI::Range(1, 1'000'000));
    add_submission_options(*vote, args.report);
    return {merge, report, vote};
}

int act(const Subcommands& chosen, const Arguments& args) {
    if (chosen.merge->parsed())
        merge_results(args.inputs, args.output);
    else if (chosen.report->parsed())
        write_report(read_report(args.inputs.front(), args.report), args.report);
    else
        return chosen.vote->parsed() ? vote(args) : evaluate(args);
    return kDone;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Evaluates a model on many puzzles: exact accuracy of every way to choose, how honest Q is, and what it costs, with 95 % "
        "confidence intervals. Results are written a line a puzzle as they come; a run can be resumed, and split over machines.",
        "ptrm-eval"};
    set_up(app, kExamples);
    Arguments args;
    add_run_options(app, args);
    add_arc_options(app, args);
    add_submission_options(app, args.report);
    add_report_options(app, args.report);
    const Subcommands subcommands = add_subcommands(app, args);
    app.callback([&] {
        if (app.get_subcommands().empty() && (args.data.empty() || args.model.empty()))
            throw CLI::RequiredError(args.data.empty() ? "DATA" : "--model");
    });
    return tools::run(app, argc, argv, [&] {
        catch_interrupts();
        return act(subcommands, args);
    });
}
