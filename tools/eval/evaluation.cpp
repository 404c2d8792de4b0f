#include "eval/evaluation.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/index.hpp"
#include "base/numbers.hpp"
#include "eval/arc_decisions.hpp"
#include "eval/augment.hpp"
#include "eval/gnuplot.hpp"
#include "eval/plan.hpp"
#include "eval/results_file.hpp"
#include "eval/states.hpp"
#include "interrupts.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/version.hpp"

namespace ptrm::tools {

using nlohmann::ordered_json;

namespace {

/// A part of the data, and who asked for it.
struct ShardChoice {
    std::size_t index = 0, count = 1;
    std::string from;  ///< environment variables; empty for --shard, and for no shard
};

/// A whole number of an environment variable; nothing if it is not set. @throws Error (bad_argument) for another value
std::optional<std::int64_t> number_in(const char* variable) {
    const char* text = std::getenv(variable);
    if (text == nullptr || *text == 0) return std::nullopt;
    const auto value = parse_number<std::int64_t>(text);
    if (!value || *value < 0)
        throw Error(ErrorCode::bad_argument, variable, "", "a whole number, or --shard I/N or none to pass it over",
                    "'" + std::string(text) + "'");
    return value;
}

/// I/N; none; else what Slurm (tasks of a step, or of an array), Open MPI or Kubernetes say.
ShardChoice shard_of(const std::string& text) {
    const auto choice = [](std::int64_t index, std::int64_t count, const std::string& from) {
        if (index < 0 || count < 1 || index >= count)
            throw Error(ErrorCode::bad_argument, from.empty() ? "--shard" : from, "", "I/N with 0 <= I < N, or none",
                        "'" + std::to_string(index) + "/" + std::to_string(count) + "'");
        return ShardChoice{to_size(index), to_size(count), from};
    };
    if (text == "none") return {};
    if (!text.empty()) {
        const std::size_t slash = std::min(text.find('/'), text.size());
        const auto index = parse_number<std::int64_t>(text.substr(0, slash)),
                   count = parse_number<std::int64_t>(std::string_view(text).substr(std::min(slash + 1, text.size())));
        if (!index || !count)
            throw Error(ErrorCode::bad_argument, "--shard", "", "I/N with 0 <= I < N, or none", "'" + text + "'");
        return choice(*index, *count, "");
    }
    for (const auto& [i, n] : {std::pair("SLURM_PROCID", "SLURM_NTASKS"),
                               {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                               {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS"}}) {
        const auto index = number_in(i), count = number_in(n);
        if (index && count && *count > 1) return choice(*index, *count, std::string(i) + " and " + n);
    }
    if (const auto index = number_in("SLURM_ARRAY_TASK_ID")) {
        const auto first = number_in("SLURM_ARRAY_TASK_MIN").value_or(0), step = number_in("SLURM_ARRAY_TASK_STEP").value_or(1);
        const auto last = number_in("SLURM_ARRAY_TASK_MAX");
        const auto count =
            number_in("SLURM_ARRAY_TASK_COUNT").value_or(last ? (*last - first) / std::max<std::int64_t>(step, 1) + 1 : 1);
        return choice((*index - first) / std::max<std::int64_t>(step, 1), count, "SLURM_ARRAY_TASK_ID and _COUNT");
    }
    return {};
}

/// A file that is gone with the object, if one is wanted.
class TemporaryFile {
public:
    explicit TemporaryFile(bool wanted) {
        if (!wanted) return;
        path_ = (std::filesystem::temp_directory_path() / "ptrm-eval-XXXXXX").string();
        const int descriptor = mkstemp(path_.data());
        if (descriptor < 0) throw Error(ErrorCode::io, path_, "", "cannot be made");
        close(descriptor);
    }
    ~TemporaryFile() {
        std::error_code problem;
        if (!path_.empty()) std::filesystem::remove(path_, problem);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// One run over the data: its settings one after the other, and the puzzles of each in portions.
class Evaluation {
public:
    explicit Evaluation(const EvaluationOptions& args)
        : args_(args),
          model_(Model::load(args.model, args.load_options())),
          plan_(make_plan(args.search, model_, args.sweeps, args.seeds, args.copies)),
          dataset_(args.data, model_, args.model, args.dataset) {
        const ShardChoice shard = shard_of(args.shard);
        for (std::size_t index = 0; index < dataset_.size(); ++index)
            if (dataset_.unit(index) % shard.count == shard.index) examples_.push_back(index);
        if (!shard.from.empty())
            std::cerr << "shard " << shard.index << "/" << shard.count << ", of " << shard.from << ": " << examples_.size()
                      << " of " << dataset_.size() << " puzzles; --shard none takes all\n";
        for (auto& setting : plan_.settings) {
            setting.options.keep.steps = args.steps;
            const bool by_rules = setting.options.stop.rule == Stop::verified || setting.options.select == Selection::verified;
            if (by_rules && !dataset_.puzzle())
                throw Error(ErrorCode::bad_argument, setting.options.select == Selection::verified ? "select" : "stop", "",
                            "another, for nobody here knows the rules of this data", "verified");
            Solver(model_, setting.options, puzzle_for(setting));  // refuses what cannot be run, before anything is
        }
        if (args.portrait >= 0 && !std::binary_search(examples_.begin(), examples_.end(), to_size(args.portrait)))
            throw Error(ErrorCode::bad_argument, "--portrait", "", "the number of a puzzle of the data and shard, from 0",
                        std::to_string(args.portrait));
        if (args.states > 0) {
            const auto widest = widest_setting(ordered_json{{"settings", plan_.descriptions}});
            const auto* options = widest ? &plan_.settings[*widest].options : nullptr;
            if (args.report.plots.empty() || options == nullptr || options->search == Search::tree || options->symmetries)
                throw Error(ErrorCode::bad_argument, "--states", "", "--plots, and several rollouts that are no copies",
                            "another run");
        }
        if (dataset_.arc() == nullptr && (args.until_decided > 0 || args.dataset.augmentations > 0))
            throw Error(ErrorCode::bad_argument, args.until_decided > 0 ? "--until-decided" : "--augmentations", "",
                        "ARC data, whose augmentations vote", "other data");
        if (dataset_.arc() == nullptr && !args.report.submission.empty())
            throw Error(ErrorCode::bad_argument, "--submission", "", "an evaluation of ARC", "other data");
        // What an evaluation of hours could not write in the end is found out now.
        std::vector<std::string> inputs = args.data;
        inputs.push_back(args.model);
        refuse_to_overwrite(args.output, inputs);
        if (!args.output.empty() && args.output != "-") inputs.push_back(args.output);
        for (const std::string& written : {args.report.summary, args.report.submission}) {
            if (!written.empty()) refuse_to_overwrite(written, inputs);
            check_writable(written);
        }
        if (!args.report.plots.empty()) {
            make_folder(args.report.plots);
            gnuplot_svg("");
        }
        header_ = {{"ptrm_eval", version()},
                   {"model", args.model},
                   {"fingerprint", model_.fingerprint()},
                   {"parameters", model_.parameters()},
                   {"backend", model_.backend()},
                   {"precision", model_.precision()},
                   {"data", args.data},
                   {"instructions", model_.instructions()},
                   {"puzzles", dataset_.size()},
                   {"puzzles_hash", dataset_.hash()},
                   {"cells", model_.architecture().seq_len},
                   {"search", args.search.given()},
                   {"copies", args.copies},
                   {"steps", args.steps},
                   {"settings", plan_.descriptions},
                   {"shard", {shard.index, shard.count, examples_.size()}}};
        if (!shard.from.empty()) header_["shard_from"] = shard.from;
        if (const ArcExamples* arc = dataset_.arc())
            header_["arc"] = {{"folder", arc->folder().string()},
                              {"augmentations", args.dataset.augmentations},
                              {"until_decided", args.until_decided}};
    }

    int run() {
        const std::size_t total = plan_.settings.size() * examples_.size();
        // A report is made of a file; where results go to standard output, a pipe or a device, of one that nobody else sees.
        const bool named = !args_.output.empty() && args_.output != "-", to_file = named && is_file(args_.output);
        const bool reported =
            named || !args_.report.summary.empty() || !args_.report.plots.empty() || !args_.report.submission.empty();
        const TemporaryFile scratch(!to_file && reported);
        const std::string path = scratch.path().empty() ? args_.output : scratch.path();
        ResultsFile file(
            path, header_, args_.resume && to_file,
            [&](const Record& record) {
                check(record);
                count(record);
            },
            scratch.path().empty() ? std::nullopt : std::optional(args_.output));
        ProgressBar bar = args_.progress.bar();
        const std::size_t resumed = done_;
        while (done_ < total && !interrupted())
            run_setting([&](const Record& record) {
                file.append(record);
                count(record);
                bar.show(static_cast<double>(done_ - resumed), static_cast<double>(total - resumed));
            });
        const double seconds = bar.seconds();
        bar.clear();
        if (interrupted()) {
            std::cerr << "interrupted after " << done_ << " of " << total << " results; --resume goes on\n";
            return kInterrupted;
        }
        if (reported) {
            ReportOptions options = args_.report;
            options.table = named;
            const Report report = read_report(path, options);
            write_report(report, options, resumed == 0 ? seconds : 0, args_.report.plots.empty() ? States{} : states(report));
        }
        return kDone;
    }

private:
    bool valid(const Question& question, std::span<const std::int32_t> answer) const {
        return dataset_.has_rules() && dataset_.puzzle()->solves(question.tokens, answer);
    }

    std::shared_ptr<const Puzzle> puzzle_for(const EvalSetting& setting) const {
        if (dataset_.puzzle() || (setting.copies == 1 && !setting.options.symmetries)) return dataset_.puzzle();
        const auto puzzles = puzzles_of_model(model_, args_.model);
        if (puzzles.size() > 1)
            throw Error(ErrorCode::bad_argument, setting.copies > 1 ? "--copies" : "--symmetries", "",
                        "data of one of the model's kinds, whose symmetries are known", "puzzle identifiers of none");
        return puzzles.front().puzzle;
    }

    /// Whether a record of an earlier run is the one that comes next. @throws Error (bad_file)
    void check(const Record& record) const {
        const std::size_t total = plan_.settings.size() * examples_.size();
        if (done_ >= total)
            throw Error(ErrorCode::bad_file, "", "", "no more than " + std::to_string(total) + " results", "one more");
        const std::size_t setting = done_ / examples_.size(), index = examples_[done_ % examples_.size()];
        if (record.setting != setting || record.index != index)
            throw Error(ErrorCode::bad_file, "", "",
                        "the result of setting " + std::to_string(setting) + ", puzzle " + std::to_string(index),
                        "setting " + std::to_string(record.setting) + ", puzzle " + std::to_string(record.index));
        if (const int most = plan_.settings[setting].options.rollouts * plan_.settings[setting].copies;
            count_of(record.rollouts) > most)
            throw Error(ErrorCode::bad_file, "", "", "at most " + std::to_string(most) + " rollouts",
                        std::to_string(record.rollouts.size()));
    }

    /// Takes note of the record that comes next, one of an earlier run or of this.
    void count(const Record& record) {
        if (args_.until_decided > 0) {
            const std::size_t at = done_ % examples_.size();
            if (done_ == asked_) needless(at);
            decisions_->add(record);
        }
        ++done_;
    }

    /// Whether the example need not be run; asked once for each.
    bool needless(std::size_t at) {
        if (at == 0) decisions_.emplace(*dataset_.arc(), examples_, args_.until_decided);
        ++asked_;
        return decisions_->needless(at);
    }

    /// Runs the rest of the setting that is under way, and hands out the records in order.
    void run_setting(const std::function<void(const Record&)>& done) {
        const std::size_t number = done_ / examples_.size();
        const EvalSetting& setting = plan_.settings[number];
        const auto puzzle = puzzle_for(setting);
        Solver solver(model_, setting.options, puzzle);
        const auto reader = dataset_.reader();
        constexpr std::size_t kPortion = 256;
        for (std::size_t at = done_ % examples_.size(); at < examples_.size() && !interrupted();) {
            std::vector<char> left_out{args_.until_decided > 0 && needless(at)};
            std::size_t portion = std::min(kPortion, examples_.size() - at);
            if (args_.until_decided > 0) portion = std::min(portion, decisions_->block(at));
            for (std::size_t i = 1; i < portion; ++i) left_out.push_back(args_.until_decided > 0 && needless(at + i));
            std::vector<EvalItem> items;
            for (std::size_t i = 0; i < portion; ++i) items.push_back(reader->at(examples_[at + i]));
            run_portion(solver, number, items, left_out, done);
            at += portion;
        }
    }

    /// Runs the items that are not left out, and hands out the records of all in order.
    void run_portion(Solver& solver, std::size_t number, const std::vector<EvalItem>& items, const std::vector<char>& left_out,
                     const std::function<void(const Record&)>& done) {
        const std::size_t copies = to_size(plan_.settings[number].copies);
        std::vector<Question> questions;
        std::vector<std::optional<Symmetry>> symmetries;  // of each question
        std::vector<std::size_t> of_item;                 // what each question is a copy of
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (left_out[i] != 0) continue;
            for (std::size_t copy = 0; copy < copies; ++copy) {
                symmetries.push_back(copies > 1 ? symmetry(solver, items[i], copy) : std::nullopt);
                questions.push_back(items[i].question);
                if (symmetries.back()) questions.back().tokens = symmetries.back()->apply(questions.back().tokens);
                of_item.push_back(i);
            }
        }
        std::size_t next = 0;  // item whose record is to be handed out
        const auto hand_out = [&](std::size_t end) {
            for (; next < end; ++next) done(left_out_record(number, items[next]));
        };
        std::vector<Result> results;
        Callbacks callbacks;
        callbacks.cancelled = interrupted;
        if (dataset_.has_rules())
            callbacks.verify = [&](std::size_t question, std::span<const std::int32_t> answer) {
                return valid(questions[question], answer);
            };
        callbacks.on_result = [&](std::size_t question, Result&& result) {
            results.push_back(std::move(result));
            if (results.size() < copies) return;
            const EvalItem& item = items[of_item[question]];
            hand_out(of_item[question]);
            done(record(
                number, item,
                copies > 1 ? vote(results, std::span(symmetries).subspan(question + 1 - copies, copies)) : results.front()));
            ++next;
            results.clear();
        };
        solver.solve(questions, callbacks);
        if (!interrupted()) hand_out(items.size());
    }

    std::optional<Symmetry> symmetry(const Solver& solver, const EvalItem& item, std::size_t copy) const {
        const PuzzleRules& rules = solver.rules();
        if (const auto all = rules.copies(item.question.tokens); all < static_cast<std::uint64_t>(args_.copies))
            throw Error(ErrorCode::bad_argument, "--copies", "",
                        "at most " + std::to_string(all) + ", all there are of " + item.place, std::to_string(args_.copies));
        return rules.copy(item.question.tokens, solver.options().seed, copy);
    }

    Record record(std::size_t setting, const EvalItem& item, const Result& result) const {
        Record record = make_record(setting, item, result, [&](auto answer) { return valid(item.question, answer); });
        record.claimed = claims(plan_.settings[setting].options, result);
        name_arc(record, item);
        if (const ArcExamples* arc = dataset_.arc())
            for (std::size_t k = 0; k < record.rollouts.size(); ++k)
                record.rollouts[k].grid = arc->place(item.index).augmentation.undo(arc_grid(result.rollouts[k].answer));
        return record;
    }

    Record left_out_record(std::size_t setting, const EvalItem& item) const {
        Record record{.setting = setting, .index = item.index, .place = item.place, .group = item.group};
        name_arc(record, item);
        return record;
    }

    void name_arc(Record& record, const EvalItem& item) const {
        const ArcExamples* arc = dataset_.arc();
        if (arc == nullptr) return;
        record.task = at((*arc->tasks()), arc->place(item.index).task).id;
        record.box = arc->box(item.index, item.question.tokens).value_or(-1);
    }

    /// Of the widest setting: the puzzle asked for, or else the first that some rollouts solve and others do not, or that took a
    /// tree of some size; and the first puzzles, as many as are asked for.
    States states(const Report& report) const {
        States states;
        const auto setting = widest_setting(header_);
        if (!setting) return states;
        const EvalSetting& widest = plan_.settings[*setting];
        LoadOptions in_float32 = args_.load_options();
        in_float32.precision = Precision::f32;
        const Model exact = args_.states > 0 ? Model::load(args_.model, in_float32) : model_;
        const StatesView view{model_, exact, widest.options, puzzle_for(widest), [&](const EvalItem& item, auto answer) {
                                  return is_right(item, answer, valid(item.question, answer));
                              }};
        const auto told = std::find_if(report.widest.begin(), report.widest.end(), [&](const Record& record) {
            if (args_.portrait >= 0) return record.index == to_size(args_.portrait);
            if (widest.options.search == Search::tree) return record.rollouts.size() >= 8;
            const auto right =
                std::count_if(record.rollouts.begin(), record.rollouts.end(), [](const auto& r) { return r.right; });
            const auto wrong = std::ssize(record.rollouts) - right;
            return 4 * right >= wrong && 4 * wrong >= right;
        });
        if (told != report.widest.end()) look_at_puzzle(view, dataset_.reader()->at(told->index), states);
        std::vector<EvalItem> set;
        const auto reader = dataset_.reader();
        for (std::size_t i = 0; i < std::min(examples_.size(), to_size(args_.states)); ++i)
            set.push_back(reader->at(examples_[i]));
        if (!set.empty()) look_at_set(view, set, states);
        return states;
    }

    const EvaluationOptions& args_;
    Model model_;
    EvalPlan plan_;
    Dataset dataset_;
    std::vector<std::size_t> examples_;  // of this shard
    ordered_json header_;
    std::size_t done_ = 0, asked_ = 0;  // records, and examples of which it was asked whether they are needless
    std::optional<ArcDecisions> decisions_;
};

}  // namespace

LoadOptions EvaluationOptions::load_options() const {
    LoadOptions options = arithmetic.load_options();
    options.mean_embedding = mean_embedding;
    options.frame = frame;
    return options;
}

int evaluate(const EvaluationOptions& options) { return Evaluation(options).run(); }

}  // namespace ptrm::tools
