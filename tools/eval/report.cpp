#include "eval/report.hpp"

#include <filesystem>
#include <iostream>
#include <unordered_set>

#include "common.hpp"
#include "eval/plots.hpp"
#include "eval/results_file.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

using nlohmann::ordered_json;

/// Ratings by their power of ten.
std::string rating_band(std::optional<std::int64_t> rating) {
    if (!rating) return "no rating";
    if (*rating < 1) return "rating 0";
    long low = 1;
    while (low <= *rating / 10 && low < 1'000'000'000) low *= 10;
    return "rating " + std::to_string(low) + " to " + std::to_string(10 * low - 1);
}

/// Settings that differ in their seed alone stand together and are summed up as one.
struct SettingGroup {
    std::size_t first, last;  // numbers of settings, `last` behind them
    ordered_json description;
};

std::vector<SettingGroup> groups_of(const ordered_json& settings) {
    const auto without_seed = [](ordered_json setting) {
        setting.erase("seed");
        if (setting.contains("options")) setting["options"].erase("seed");
        return setting;
    };
    std::vector<SettingGroup> groups;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        if (!groups.empty() && without_seed(settings[i]) == without_seed(groups.back().description))
            ++groups.back().last;
        else
            groups.push_back({i, i + 1, settings[i]});
    }
    return groups;
}

/// By number of supervision steps: the puzzles that plain TRM does not solve.
using PlainFailures = std::map<int, std::unordered_set<std::size_t>>;

/// The summaries of one group of settings: of each width all puzzles, and each part of the data if asked for.
class GroupSummaries {
public:
    GroupSummaries(const SettingGroup& group, int cells, const std::string& parts, PlainFailures& failures)
        : group_(group),
          cells_(cells),
          parts_(parts),
          widths_(group.description.at("widths").get<std::vector<std::size_t>>()),
          plain_(group.description.at("K") == 1 && group.description.at("sigma") == 0 &&
                 group.description.value("copies", 1) == 1),
          failures_(failures[group.description.at("D")]) {}

    void add(const Record& record) {
        if (plain_ && !record.rollouts.empty() && !record.rollouts.front().right) failures_.insert(record.index);
        const bool fails = failures_.contains(record.index);
        for (const std::size_t width : widths_) {
            builder(width, "").add(record, fails);
            if (!parts_.empty())
                builder(width, parts_ == "rating" ? rating_band(record.rating) : record.group).add(record, fails);
        }
    }

    void finish(std::vector<Summary>& summaries) const {
        for (const std::size_t width : widths_) {
            for (const auto& [key, builder] : builders_) {
                if (key.first != width || builder.empty()) continue;
                Summary summary = builder.finish();
                summary.group = key.second;
                summary.name = group_.description.at("name");
                summary.depth = group_.description.at("D");
                summary.sigma = group_.description.at("sigma");
                const bool copies = group_.description.value("copies", 1) > 1;
                summary.setting = summary.name;
                if (plain_) summary.escape.reset();  // none, by definition
                if (width > 0) summary.setting += (copies ? ", " : ", K ") + std::to_string(width);
                summaries.push_back(std::move(summary));
            }
        }
    }

private:
    SummaryBuilder& builder(std::size_t width, const std::string& part) {
        return builders_.try_emplace({width, part}, width, cells_).first->second;
    }

    const SettingGroup& group_;
    int cells_;
    std::string parts_;
    std::vector<std::size_t> widths_;
    bool plain_;  // one rollout without noise
    std::unordered_set<std::size_t>& failures_;
    std::map<std::pair<std::size_t, std::string>, SummaryBuilder> builders_;
};

/// Which of the outcomes a submission is of: the last setting at its full width, by the choice that the search was asked for.
std::optional<std::size_t> submitted(const std::vector<ArcOutcome>& outcomes, const ordered_json& header,
                                     const std::string& votes) {
    if (outcomes.empty()) return std::nullopt;
    const ArcWay& last = outcomes.back().way;
    const std::string select = header.at("settings").back().at("options").value("select", "best-q"),
                      choice = votes == "rollouts" ? "all"
                               : last.width == 0   ? "chosen"
                               : last.width == 1   ? "best-q"
                                                   : select;
    for (std::size_t i = outcomes.size(); i-- > 0;) {
        const ArcWay& way = outcomes[i].way;
        if (way.setting == last.setting && way.choice == choice && way.votes == votes) return i;
    }
    throw Error(ErrorCode::bad_argument, "--votes", "", "official or q-weighted, for the last setting runs one rollout", votes);
}

}  // namespace

std::optional<std::size_t> widest_setting(const ordered_json& header) {
    const auto& settings = header.at("settings");
    std::optional<std::size_t> widest;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const int K = settings[i].at("K");
        if (K > 1 && settings[i].at("copies") == 1 && (!widest || K > settings[*widest].at("K").get<int>())) widest = i;
    }
    return widest;
}

Report read_report(const std::string& path, const ReportOptions& options) {
    ResultsReader reader(path);
    Report report;
    report.header = reader.header();
    const auto& settings = report.header.at("settings");
    if (report.header.contains("arc"))
        report.tasks = read_arc_tasks(std::filesystem::path(report.header["arc"].at("folder")) / "test_puzzles.json");
    const auto widest = options.plots.empty() ? std::nullopt : widest_setting(report.header);
    std::optional<Record> record = reader.next();
    PlainFailures failures;
    for (const SettingGroup& group : groups_of(settings)) {
        GroupSummaries summaries(group, report.header.at("cells"), options.groups, failures);
        for (std::size_t setting = group.first; setting < group.last; ++setting) {
            std::optional<ArcTally> tally;
            if (report.tasks) {
                std::string name = settings[setting].at("name");
                if (group.last - group.first > 1) name += ", seed " + settings[setting].at("seed").dump();
                tally.emplace(report.tasks, settings[setting], name);
            }
            for (; record && record->setting == setting; record = reader.next()) {
                ++report.records;
                summaries.add(*record);
                if (tally) tally->add(*record);
                if (widest == setting) report.widest.push_back(std::move(*record));
            }
            if (!tally) continue;
            report.arc_examples += tally->examples();
            report.arc_left_out += tally->left_out();
            for (ArcOutcome& outcome : std::move(*tally).close()) report.arc.push_back(std::move(outcome));
        }
        summaries.finish(report.summaries);
    }
    report.wanted = settings.size() * report.header.at("shard").at(2).get<std::size_t>();
    if (record)
        throw Error(ErrorCode::bad_file, path, "", "settings in their order",
                    "setting " + std::to_string(record->setting) + " behind a later one");
    report.submitted = submitted(report.arc, report.header, options.votes);
    return report;
}

void write_report(const Report& report, const ReportOptions& options, double wall_seconds, const States& states) {
    Output output(options.table ? "" : "/dev/null");
    output.write(table(report.summaries));
    if (report.records < report.wanted)
        std::cerr << report.wanted - report.records << " of " << report.wanted
                  << " results are missing; the table is of those that are there\n";
    char line[200];
    ordered_json json{{"run", report.header}};
    if (!report.arc.empty()) {
        output.write("\nVote over " + std::to_string(report.tasks->size()) + " tasks, % right (95 % interval over tasks):\n" +
                     table(report.arc));
        if (report.arc_left_out > 0) {
            std::snprintf(line, sizeof line, "%.1f %% of %zu examples were not run, for their vote was decided\n",
                          100.0 * static_cast<double>(report.arc_left_out) / static_cast<double>(report.arc_examples),
                          report.arc_examples);
            output.write(line);
        }
        for (const ArcOutcome& outcome : report.arc) json["arc"].push_back(to_json(outcome));
    }
    if (wall_seconds > 0) {
        std::snprintf(line, sizeof line, "%zu results in %.1f s, %.3g a second\n", report.records, wall_seconds,
                      static_cast<double>(report.records) / wall_seconds);
        output.write(line);
    }
    for (const Summary& summary : report.summaries) {
        json["summaries"].push_back(to_json(summary));
        if (options.price_per_hour <= 0) continue;
        // Seconds of one thread: a machine with n busy cores does n of them in a second.
        const double dollars = summary.seconds / 3600 * options.price_per_hour;
        const double right =
            summary.exact.contains("best-q") ? summary.exact.at("best-q").value : summary.exact.at("chosen").value;
        json["summaries"].back()["dollars_per_attempt"] = dollars;
        if (right > 0) json["summaries"].back()["dollars_per_correct"] = dollars / right;
        std::snprintf(line, sizeof line, "%s: $%.3g an attempt, $%.3g a correct answer (at $%g a core hour)\n",
                      summary.setting.c_str(), dollars, right > 0 ? dollars / right : 0.0, options.price_per_hour);
        output.write(line);
    }
    if (!options.submission.empty()) {
        if (!report.submitted)
            throw Error(ErrorCode::bad_argument, "--submission", "", "an evaluation of ARC",
                        report.header.value("data", ordered_json()).dump());
        const ArcOutcome& outcome = report.arc[*report.submitted];
        write_file(options.submission, outcome.election.submission(true));
        if (const std::size_t missing = outcome.election.unanswered(); missing > 0)
            std::cerr << options.submission << ": " << missing
                      << " test inputs have no results; tasks without any get empty attempts\n";
        output.write(options.submission + ": " + outcome.way.setting + ", " + outcome.way.choice + ", " + outcome.way.votes +
                     '\n');
    }
    output.flush();
    if (!options.plots.empty()) {
        StepSource steps{"", report.header.at("cells"), {}};
        if (const auto widest = widest_setting(report.header)) steps.setting = report.header["settings"][*widest].at("name");
        for (const Record& record : report.widest) steps.records.push_back(&record);
        write_plots(options.plots, "ptrm-eval: " + report.header.at("model").get<std::string>(), report.summaries, steps, states,
                    report.submitted ? arc_page(*report.tasks, report.arc[*report.submitted]) : "");
    }
    if (states.puzzles > 0) json["states"] = to_json(states);
    if (!options.summary.empty()) write_file(options.summary, json.dump(2) + '\n');
}

}  // namespace ptrm::tools
