#include "eval/arc_tally.hpp"

#include <algorithm>
#include <cstdio>

#include "base/index.hpp"
#include "eval/summary.hpp"
#include "html_page.hpp"

namespace ptrm::tools {
namespace {

constexpr std::size_t kPlacesShown = 5;

}  // namespace

ArcTally::ArcTally(const ArcTasks& tasks, const nlohmann::ordered_json& description, const std::string& name) : tasks_(tasks) {
    for (std::size_t i = 0; i < tasks->size(); ++i) numbers_[(*tasks)[i].id] = static_cast<int>(i);
    const auto add = [&](const std::string& setting, std::size_t width, const char* choice, const char* votes) {
        const ArcRanking ranking = std::string_view(votes) == "q-weighted" ? ArcRanking::q_sum : ArcRanking::count;
        outcomes_.push_back({{setting, width, choice, votes}, ArcElection(tasks, ranking, kPlacesShown)});
    };
    for (const std::size_t width : description.at("widths")) {
        const std::string setting = name + (width > 0 ? ", K " + std::to_string(width) : "");
        std::vector<const char*> ways{width == 0 ? "chosen" : "best-q"};
        if (width > 1) ways = {"best-q", "mode", "settled"};
        for (const char* choice : ways)
            for (const char* votes : {"official", "q-weighted"}) add(setting, width, choice, votes);
        if (width > 1) add(setting, width, "all", "rollouts");
    }
}

void ArcTally::add(const Record& record) {
    ++examples_;
    if (record.rollouts.empty()) ++left_out_;
    const auto task = numbers_.find(record.task);
    if (record.rollouts.empty() || record.box < 0 || task == numbers_.end() ||
        record.box >= std::ssize(at(*tasks_, task->second).test))
        return;
    std::map<std::size_t, std::map<std::string, std::size_t>> chosen;  // by width: what each way to choose takes
    for (ArcOutcome& outcome : outcomes_) {
        const std::size_t width =
            outcome.way.width == 0 ? record.rollouts.size() : std::min(outcome.way.width, record.rollouts.size());
        const auto cast = [&](const RolloutRecord& rollout) {
            outcome.election.add(task->second, record.box, rollout.grid, arc_probability(rollout.q));
        };
        if (outcome.way.choice == "all") {
            std::for_each_n(record.rollouts.begin(), width, cast);
        } else if (outcome.way.choice == "chosen") {
            cast(at(record.rollouts, record.chosen));
        } else {
            if (!chosen.contains(width)) chosen[width] = choices(record.rollouts, width);
            cast(record.rollouts[chosen[width].at(outcome.way.choice)]);
        }
    }
}

std::vector<ArcOutcome> ArcTally::close() && {
    for (ArcOutcome& outcome : outcomes_) outcome.election.close();
    return std::move(outcomes_);
}

nlohmann::ordered_json to_json(const ArcOutcome& outcome) {
    nlohmann::ordered_json json{{"setting", outcome.way.setting}, {"choice", outcome.way.choice}, {"votes", outcome.way.votes}};
    const auto pass = outcome.election.pass();
    for (std::size_t k = 0; k < kArcPass.size(); ++k) json["pass@" + std::to_string(kArcPass[k])] = to_json(pass[k]);
    return json;
}

std::string table(const std::vector<ArcOutcome>& outcomes) {
    std::vector<std::vector<std::string>> lines{{"setting", "choice", "votes"}};
    for (const std::size_t k : kArcPass) lines.front().push_back("pass@" + std::to_string(k));
    for (const ArcOutcome& outcome : outcomes) {
        auto& line = lines.emplace_back(std::vector{outcome.way.setting, outcome.way.choice, outcome.way.votes});
        for (const Share& share : outcome.election.pass()) {
            char shown[64];
            std::snprintf(shown, sizeof shown, "%.2f (%.1f-%.1f)", 100 * share.value, 100 * share.low, 100 * share.high);
            line.push_back(shown);
        }
    }
    std::string text;
    for (const auto& line : lines) {
        for (std::size_t column = 0; column < line.size(); ++column) {
            std::size_t width = 0;
            for (const auto& other : lines) width = std::max(width, other[column].size());
            text += line[column] + (column + 1 < line.size() ? std::string(width + 2 - line[column].size(), ' ') : "\n");
        }
    }
    return text;
}

std::string arc_page(const std::vector<ArcTask>& tasks, const ArcOutcome& outcome) {
    std::string text = "<h2>Tasks: " + html_text(outcome.way.setting + ", " + outcome.way.choice + ", " + outcome.way.votes) +
                       "</h2>\n<style>.arc{margin:2px 24px 2px 0;vertical-align:top}.arc-answer{display:inline-block;"
                       "margin-right:12px;border-top:4px solid #c2500a}.arc-right{border-color:#1b7837}</style>\n";
    for (std::size_t task = 0; task < tasks.size(); ++task) {
        text += "<section><h3>" + html_text(tasks[task].id) + "</h3>\n<div>";
        for (const ArcPair& pair : tasks[task].train) text += arc_svg(std::array{pair.input, pair.output});
        text += "</div>\n";
        for (std::size_t number = 0; number < tasks[task].test.size(); ++number) {
            const ArcPair& pair = tasks[task].test[number];
            text += "<p>Test " + std::to_string(number + 1) + ":</p><div>" + arc_svg(std::array{pair.input, pair.output});
            for (const auto& place : outcome.election.places()[task][number]) {
                char label[80];
                std::snprintf(label, sizeof label, "%lld vote%s, Q %.3f", static_cast<long long>(place.votes),
                              place.votes == 1 ? "" : "s", place.q_mean());
                text += std::string("<span class=\"arc-answer") + (place.grid == pair.output ? " arc-right" : "") + "\">" +
                        (place.grid.rows == 0 ? "no grid" : arc_svg(std::array{place.grid})) + "<br>" + label + "</span>";
            }
            text += "</div>\n";
        }
        text += "</section>\n";
    }
    return text;
}

}  // namespace ptrm::tools
