#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

#include "common.hpp"
#include "eval/dataset.hpp"
#include "eval/plan.hpp"
#include "eval/plots.hpp"
#include "eval/results_file.hpp"
#include "eval/summary.hpp"
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
    std::string model, output, shard, summary, plots, progress = "auto";
    SearchOptions search;
    ArithmeticOptions arithmetic;
    int seeds = 1;
    double price_per_hour = 0;
    bool resume = false, groups = false;
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

/// Summaries of every setting and width that a results file holds, and of each group of the data if asked for.
std::vector<Summary> summaries_of(const ordered_json& header, const std::vector<Record>& records, bool groups) {
    std::set<std::string> names{""};
    if (groups)
        for (const Record& record : records) names.insert(record.group);
    std::vector<Summary> summaries;
    const auto& settings = header.at("settings");
    for (std::size_t first = 0; first < settings.size();) {
        ordered_json of_seed = settings[first];
        std::size_t last = first + 1;  // the seeds of a setting stand together
        const auto without_seed = [](ordered_json setting) {
            setting.erase("seed");
            return setting;
        };
        while (last < settings.size() && without_seed(settings[last]) == without_seed(settings[first])) ++last;
        for (const auto& width : of_seed.at("widths")) {
            for (const auto& group : names) {
                std::vector<const Record*> chosen;
                for (const Record& record : records)
                    if (record.setting >= first && record.setting < last && (group.empty() || record.group == group))
                        chosen.push_back(&record);
                if (chosen.empty()) continue;
                Summary summary = summarise(chosen, last - first, width, header.at("cells"));
                summary.group = group;
                summary.name = of_seed.at("name");
                summary.width = width;
                summary.depth = of_seed.at("D");
                summary.sigma = of_seed.at("sigma");
                summary.setting = summary.name + (summary.width > 0 ? ", K " + std::to_string(summary.width) : "");
                summaries.push_back(std::move(summary));
            }
        }
        first = last;
    }
    return summaries;
}

void report(const ordered_json& header, const std::vector<Record>& records, const Arguments& args, double wall_seconds) {
    const auto summaries = summaries_of(header, records, args.groups);
    Output output("");
    output.write(table(summaries));
    char line[200];
    if (wall_seconds > 0) {
        std::snprintf(line, sizeof line, "%zu results in %.1f s, %.3g a second\n", records.size(), wall_seconds,
                      static_cast<double>(records.size()) / wall_seconds);
        output.write(line);
    }
    ordered_json json{{"run", header}};
    for (const Summary& summary : summaries) {
        json["summaries"].push_back(to_json(summary));
        if (args.price_per_hour <= 0) continue;
        // Seconds of one thread: a machine with n busy cores does n of them in a second.
        const double dollars = summary.seconds / 3600 * args.price_per_hour;
        const double right =
            summary.exact.contains("best-q") ? summary.exact.at("best-q").value : summary.exact.at("chosen").value;
        json["summaries"].back()["dollars_per_attempt"] = dollars;
        if (right > 0) json["summaries"].back()["dollars_per_correct"] = dollars / right;
        std::snprintf(line, sizeof line, "%s: $%.3g an attempt, $%.3g a correct answer (at $%g a core hour)\n",
                      summary.setting.c_str(), dollars, right > 0 ? dollars / right : 0.0, args.price_per_hour);
        output.write(line);
    }
    output.flush();
    if (!args.plots.empty()) write_plots(args.plots, "ptrm-eval: " + header.at("model").get<std::string>(), summaries);
    if (!args.summary.empty()) {
        Output file(args.summary);
        file.write(json.dump(2) + '\n');
        file.flush();
    }
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

int evaluate(const Arguments& args) {
    const Model model = Model::load(args.model, args.arithmetic.load_options());
    const EvalPlan plan = make_plan(args.search, model, args.sweeps, args.seeds);
    const auto [shard, shards] = shard_of(args.shard);
    const Dataset dataset = read_dataset(args.data, model, args.model);
    std::vector<EvalItem> items;
    for (const auto& item : dataset.items)
        if (item.index % shards == shard) items.push_back(item);

    const ordered_json header{{"ptrm_eval", version()},           {"model", args.model},
                              {"parameters", model.parameters()}, {"backend", model.backend()},
                              {"precision", model.precision()},   {"data", args.data},
                              {"puzzles", dataset.items.size()},  {"cells", model.architecture().seq_len},
                              {"search", args.search.given()},    {"settings", plan.descriptions},
                              {"shard", {shard, shards}}};
    ResultsFile file(args.output, header, args.resume);
    ProgressBar bar(args.progress);
    std::vector<Record> records = records_of(args.output, file.done());
    const std::size_t total = plan.settings.size() * items.size();
    const std::size_t resumed = records.size();
    constexpr std::size_t kPortion = 256;
    while (records.size() < total && !interrupted()) {
        const std::size_t setting = records.size() / items.size();
        Solver solver(model, plan.settings[setting]);
        for (std::size_t first = records.size() % items.size(); first < items.size() && !interrupted();) {
            const std::size_t count = std::min(kPortion, items.size() - first);
            std::vector<Question> questions;
            for (std::size_t i = 0; i < count; ++i) questions.push_back(items[first + i].question);
            const auto valid = [&](std::size_t puzzle, std::span<const std::int32_t> answer) {
                return dataset.valid(questions[puzzle].tokens, answer);
            };
            Callbacks callbacks;
            callbacks.verify = valid;
            callbacks.cancelled = interrupted;
            callbacks.on_result = [&](std::size_t puzzle, Result&& result) {
                records.push_back(
                    make_record(setting, items[first + puzzle], result, [&](auto answer) { return valid(puzzle, answer); }));
                file.append(to_json(records.back()));
                bar.show(static_cast<double>(records.size() - resumed), static_cast<double>(total - resumed));
            };
            solver.solve(questions, callbacks);
            first += count;
        }
    }
    const double seconds = bar.seconds();
    bar.clear();
    if (interrupted()) {
        std::cerr << "interrupted after " << records.size() << " of " << total << " results; --resume goes on\n";
        return kInterrupted;
    }
    if (!args.output.empty() && args.output != "-") report(header, records, args, resumed == 0 ? seconds : 0);
    return kDone;
}

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
        to.add_flag("--groups", args.groups, "also a line for each `source` of the data");
        to.add_option("--plots", args.plots,
                      "folder for pictures and a page, report.html, that holds them with the table (needs gnuplot)");
        to.add_option("--summary", args.summary, "file for the summary as JSON");
        to.add_option("--price-per-hour", args.price_per_hour,
                      "dollars for an hour of a core; adds dollars per attempt and per correct answer")
            ->check(CLI::NonNegativeNumber);
    };
    add_report_options(app);
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
            report(results.header, records_of(args.inputs.front(), results.lines), args, 0);
            return kDone;
        }
        return evaluate(args);
    });
}
