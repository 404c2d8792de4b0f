#include <algorithm>
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "common.hpp"
#include "eval/augment.hpp"
#include "eval/dataset.hpp"
#include "eval/plan.hpp"
#include "eval/report.hpp"
#include "eval/results_file.hpp"
#include "progress_bar.hpp"
#include "ptrm/error.hpp"
#include "ptrm/version.hpp"
#include "search_options.hpp"

namespace {

using namespace ptrm;
using namespace ptrm::tools;
using nlohmann::ordered_json;

constexpr const char* kExamples = R"(Examples:
  ptrm-generate sudoku --box 2x2 --count 20 --clues 4:8 -o puzzles.csv
  ptrm-eval --model models/sudoku-4x4.safetensors puzzles.csv -o results.jsonl
  ptrm-eval --model models/sudoku-4x4.safetensors puzzles.csv --sweep K=1,4,8 --sweep sigma=0.5,1 --seeds 2 -o sweep.jsonl
  ptrm-eval report results.jsonl
)";

struct Arguments {
    std::vector<std::string> data, sweeps, inputs;
    std::string model, output, shard, progress = "auto";
    SearchOptions search;
    ArithmeticOptions arithmetic;
    ReportOptions report;
    int seeds = 1, copies = 1;
    long portrait = -1;
    bool resume = false, steps = false;
};

/// I/N, else what Slurm, Open MPI or Kubernetes says, else 0/1.
std::pair<std::size_t, std::size_t> shard_of(const std::string& text) {
    const auto number = [](const char* name) {
        return std::getenv(name) == nullptr ? -1L : std::strtol(std::getenv(name), nullptr, 10);
    };
    long index = 0, count = 1;
    char rest = 0;
    if (!text.empty()) {
        if (std::sscanf(text.c_str(), "%ld/%ld%c", &index, &count, &rest) != 2) index = -1;
    } else {
        for (const auto& [i, n] : {std::pair("SLURM_PROCID", "SLURM_NTASKS"),
                                   {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                   {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"}})
            if (number(i) >= 0 && number(n) > 0) index = number(i), count = number(n);
    }
    if (index < 0 || count < 1 || index >= count)
        throw Error(ErrorCode::bad_argument, "--shard", "", "I/N with 0 <= I < N", "'" + text + "'");
    return {static_cast<std::size_t>(index), static_cast<std::size_t>(count)};
}

std::vector<Record> records_of(const std::string& path, const std::vector<ordered_json>& lines) {
    std::vector<Record> records;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        try {
            records.push_back(record_from_json(lines[i]));
        } catch (const std::exception& problem) {
            throw Error(ErrorCode::bad_file, path + ":" + std::to_string(i + 2), "",
                        std::string("is no result: ") + problem.what());
        }
    }
    return records;
}

/// One run over the data: its settings one after the other, and the puzzles of each in portions.
class Evaluation {
public:
    explicit Evaluation(const Arguments& args)
        : args_(args),
          model_(Model::load(args.model, args.arithmetic.load_options())),
          plan_(make_plan(args.search, model_, args.sweeps, args.seeds, args.copies)),
          dataset_(read_dataset(args.data, model_, args.model)) {
        for (auto& setting : plan_.settings) setting.options.keep.steps = args.steps;
        const auto [shard, shards] = shard_of(args.shard);
        for (const auto& item : dataset_.items)
            if (item.index % shards == shard) items_.push_back(item);
        const auto drawn = [&](const EvalItem& item) { return item.index == static_cast<std::size_t>(args.portrait); };
        if (args.portrait >= 0 && std::none_of(items_.begin(), items_.end(), drawn))
            throw Error(ErrorCode::bad_argument, "--portrait", "", "the number of a puzzle of the data and shard, from 0",
                        std::to_string(args.portrait));
        refuse_to_overwrite(args.output, args.data);
        refuse_to_overwrite(args.output, {args.model});
        header_ = {{"ptrm_eval", version()},
                   {"model", args.model},
                   {"fingerprint", model_.fingerprint()},
                   {"parameters", model_.parameters()},
                   {"backend", model_.backend()},
                   {"precision", model_.precision()},
                   {"data", args.data},
                   {"puzzles", dataset_.items.size()},
                   {"cells", model_.architecture().seq_len},
                   {"search", args.search.given()},
                   {"copies", args.copies},
                   {"steps", args.steps},
                   {"settings", plan_.descriptions},
                   {"shard", {shard, shards}}};
    }

    int run() {
        ResultsFile file(args_.output, header_, args_.resume);
        ProgressBar bar(args_.progress);
        records_ = records_of(args_.output, file.done());
        const std::size_t total = plan_.settings.size() * items_.size(), resumed = records_.size();
        while (records_.size() < total && !interrupted()) {
            const std::size_t setting = records_.size() / items_.size();
            run_setting(setting, records_.size() % items_.size(), [&](const EvalItem& item, const Result& result) {
                records_.push_back(make_record(setting, item, result, [&](auto answer) { return valid(item.question, answer); }));
                file.append(to_json(records_.back()));
                bar.show(static_cast<double>(records_.size() - resumed), static_cast<double>(total - resumed));
            });
        }
        const double seconds = bar.seconds();
        bar.clear();
        if (interrupted()) {
            std::cerr << "interrupted after " << records_.size() << " of " << total << " results; --resume goes on\n";
            return kInterrupted;
        }
        if (!args_.output.empty() && args_.output != "-")
            report(header_, records_, args_.report, resumed == 0 ? seconds : 0,
                   args_.report.plots.empty() ? std::nullopt : portrait());
        return kDone;
    }

private:
    bool valid(const Question& question, std::span<const std::int32_t> answer) const {
        return dataset_.puzzle && dataset_.puzzle->solves(question.tokens, answer);
    }

    /// Runs the items from `first` on and hands out each one's result, in order.
    void run_setting(std::size_t index, std::size_t first, const std::function<void(const EvalItem&, const Result&)>& done) {
        const EvalSetting& setting = plan_.settings[index];
        const SolveOptions& options = setting.options;
        const auto copies = static_cast<std::size_t>(setting.copies);
        const auto puzzle_known = copies > 1 || options.symmetries ? puzzle_of_model(model_, args_.model) : dataset_.puzzle;
        Solver solver(model_, options, puzzle_known);
        constexpr std::size_t kPortion = 256;
        for (; first < items_.size() && !interrupted(); first += kPortion) {
            const std::size_t count = std::min(kPortion, items_.size() - first);
            std::vector<Question> questions;
            std::vector<std::optional<Symmetry>> symmetries;  // of each question
            for (std::size_t i = 0; i < count * copies; ++i) {
                Question question = items_[first + i / copies].question;
                if (const auto all = copies > 1 ? puzzle_known->copies(question.tokens) : copies; all < copies)
                    throw Error(ErrorCode::bad_argument, "--copies", "",
                                "at most " + std::to_string(all) + ", all there are of " + items_[first + i / copies].place,
                                std::to_string(copies));
                symmetries.push_back(copies > 1 ? puzzle_known->copy(question.tokens, options.seed, i % copies) : std::nullopt);
                if (symmetries.back()) question.tokens = symmetries.back()->apply(question.tokens);
                questions.push_back(std::move(question));
            }
            std::vector<Result> of_item;
            Callbacks callbacks;
            callbacks.cancelled = interrupted;
            callbacks.verify = [&](std::size_t puzzle, std::span<const std::int32_t> answer) {
                return valid(questions[puzzle], answer);
            };
            callbacks.on_result = [&](std::size_t puzzle, Result&& result) {
                of_item.push_back(std::move(result));
                if (of_item.size() < copies) return;
                done(items_[first + puzzle / copies],
                     copies > 1 ? vote(of_item, std::span(symmetries).subspan(puzzle + 1 - copies, copies)) : of_item.front());
                of_item.clear();
            };
            solver.solve(questions, callbacks);
        }
    }

    /// Of the puzzle asked for, or else of the first that the widest setting solved by some rollouts and not by others, or by a
    /// tree of some size.
    std::optional<Portrait> portrait() const {
        const auto setting = widest_setting(header_);
        if (!setting) return std::nullopt;
        for (std::size_t i = 0; i < items_.size(); ++i) {
            const auto& rollouts = records_[*setting * items_.size() + i].rollouts;
            const auto right = std::count_if(rollouts.begin(), rollouts.end(), [](const auto& rollout) { return rollout.right; });
            const auto wrong = static_cast<std::ptrdiff_t>(rollouts.size()) - right;
            const bool tree = plan_.settings[*setting].options.search == Search::tree;
            const bool telling = tree ? rollouts.size() >= 8 : 4 * right >= wrong && 4 * wrong >= right;
            if (args_.portrait < 0 ? !telling : items_[i].index != static_cast<std::size_t>(args_.portrait)) continue;
            return make_portrait(model_, plan_.settings[*setting].options, items_[i].question, items_[i].place,
                                 [&](auto answer) { return is_right(items_[i], answer, valid(items_[i].question, answer)); });
        }
        return std::nullopt;
    }

    const Arguments& args_;
    Model model_;
    EvalPlan plan_;
    Dataset dataset_;
    std::vector<EvalItem> items_;
    ordered_json header_;
    std::vector<Record> records_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Evaluates a model on many puzzles: exact accuracy of every way to choose, how honest Q is, and what it costs, with 95 % "
        "confidence\n"
        "intervals. Results are written a line a puzzle as they come; a run can be resumed, and split over machines.",
        "ptrm-eval"};
    app.set_version_flag("--version", version());
    app.footer(kExamples);
    app.require_subcommand(0, 1);
    Arguments args;
    app.add_option("DATA", args.data, "puzzle files, - for standard input, or data folders of the official code (dataset.json)");
    app.add_option("-m,--model", args.model, "model file");
    args.search.add_to(app);
    app.add_option("--sweep", args.sweeps,
                   "K=..., D=... or sigma=... with several values; every combination is run, and without --stop the largest K "
                   "holds the smaller")
        ->allow_extra_args(false);
    app.add_option("--seeds", args.seeds, "so many seeds from --seed on")->capture_default_str()->check(CLI::Range(1, 1000));
    args.arithmetic.add_to(app);
    app.add_option("-o,--output", args.output, "results file (JSON Lines); default standard output, then without the table");
    app.add_flag("--resume", args.resume, "go on with the results file of a run that ended early");
    app.add_option("--shard", args.shard,
                   "I/N: every N-th puzzle from the I-th on; default from Slurm, Open MPI or an indexed Kubernetes job");
    const auto add_report_options = [&](CLI::App& to) {
        to.add_option("--groups", args.report.groups,
                      "also a line for each `source` of the data, or each power of ten of `rating`")
            ->check(CLI::IsMember({"source", "rating"}));
        to.add_option("--plots", args.report.plots,
                      "folder for pictures and a page, report.html, that holds them with the table (needs gnuplot)");
        to.add_option("--summary", args.report.summary, "file for the summary as JSON");
        to.add_option("--price-per-hour", args.report.price_per_hour,
                      "dollars for an hour of a core; adds dollars per attempt and per correct answer")
            ->check(CLI::NonNegativeNumber);
    };
    add_report_options(app);
    app.add_option(
           "--copies", args.copies,
           "also solve so many symmetric copies of each puzzle, itself among them, map the answers back, and let them vote")
        ->check(CLI::Range(2, 4096));
    app.add_flag("--steps", args.steps, "also record every supervision step of every rollout, for the curves of --plots");
    app.add_option("--portrait", args.portrait,
                   "of --plots: the puzzle, counted from 0, whose rollouts are drawn in the plane of their two principal "
                   "components, or whose "
                   "tree is drawn; default one that some rollouts solve, or that took 8 nodes")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--progress", args.progress, "auto (long runs on a terminal), always or never")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "always", "never"}));
    CLI::App* merge =
        app.add_subcommand("merge", "Joins the results files of all shards into the one that a single run would have written");
    merge->add_option("FILES", args.inputs, "results files")->required();
    merge->add_option("-o,--output", args.output, "file to write")->required();
    CLI::App* show = app.add_subcommand("report", "Prints the table of a results file");
    show->add_option("FILE", args.inputs, "results file")->required()->expected(1);
    add_report_options(*show);
    try {
        app.parse(argc, argv);
        if (!merge->parsed() && !show->parsed() && (args.data.empty() || args.model.empty()))
            throw CLI::RequiredError(args.data.empty() ? "DATA" : "--model");
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kDone : kFailed;
    }
    catch_interrupts();
    return tools::run("ptrm-eval", [&] {
        if (merge->parsed()) {
            merge_results(args.inputs, args.output);
            return kDone;
        }
        if (show->parsed()) {
            const Results results = read_results(args.inputs.front());
            report(results.header, records_of(args.inputs.front(), results.lines), args.report);
            return kDone;
        }
        return Evaluation(args).run();
    });
}
