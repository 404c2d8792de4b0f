#include "eval/summary.hpp"
#include "base/printable.hpp"
#include "sampler/select.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/index.hpp"
#include "ptrm/solve_options.hpp"

namespace ptrm::tools {

std::map<std::string, std::size_t> choices(const std::vector<RolloutRecord>& rollouts, std::size_t width) {
    std::vector<Candidate> candidates;
    for (std::size_t k = 0; k < width; ++k)
        candidates.push_back({rollouts[k].q, rollouts[k].residual, rollouts[k].valid, to_size(rollouts[k].same_as)});
    std::map<std::string, std::size_t> chosen;
    for (const SelectionRow& row : selections()) chosen[std::string(row.name)] = row.select(candidates);
    const auto last = rollouts.begin() + static_cast<Index>(width);
    const auto right = std::find_if(rollouts.begin(), last, [](const RolloutRecord& rollout) { return rollout.right; });
    chosen["pass"] = right == last ? 0 : to_size(right - rollouts.begin());
    return chosen;
}

namespace {

/// The step from which a rollout's answer is right to its end, from 1.
std::size_t right_from(const RolloutRecord& rollout, int cells) {
    std::size_t from = rollout.steps.size();
    while (from > 1 && rollout.steps[from - 2].cells == cells) --from;
    return from;
}

/// Adds a number to the sum and the count of a step; one that is no number counts nowhere.
void add_to(std::vector<std::array<double, 2>>& sums, std::size_t step, float value) {
    sums.resize(std::max(sums.size(), step + 1));
    if (std::isnan(value)) return;
    sums[step][0] += value;
    ++sums[step][1];
}

}  // namespace

void SummaryBuilder::add(const Record& record, bool plain_fails) {
    const auto& rollouts = record.rollouts;
    if (rollouts.empty()) return;
    if (seed_ != record.setting) {
        seed_ = record.setting;
        ++seeds_;
        puzzle_ = 0;
    }
    ++records_;
    const std::size_t used = width_ == 0 ? rollouts.size() : std::min(width_, rollouts.size());
    const auto count = [&](const std::string& way, double value) {
        auto& values = per_puzzle_[way];
        if (values.size() <= puzzle_) values.resize(puzzle_ + 1);
        values[puzzle_] += static_cast<float>(value);
    };
    std::map<std::string, std::size_t> chosen{{"chosen", to_size(record.chosen)}};
    if (width_ > 0) chosen = choices(rollouts, used);
    for (const auto& [way, k] : chosen) count(way, rollouts[k].right);
    const RolloutRecord& answer = rollouts[width_ > 0 ? chosen.at("best-q") : chosen.at("chosen")];
    if (answer.cells >= 0) {
        count("cells", static_cast<double>(answer.cells) / cell_count_);
        with_answer_.resize(puzzle_ + 1);
        with_answer_[puzzle_] = 1;
    }
    plain_fails_.resize(std::max(plain_fails_.size(), puzzle_ + 1));
    plain_fails_[puzzle_] = plain_fails ? 1 : 0;
    ++puzzle_;
    if (width_ == 0 && record.claimed) {
        ++claimed_;
        wrongly_claimed_ += answer.right ? 0 : 1;
    }
    steps_ += answer.step;
    // A grid's first rollouts cost their share of it.
    const double part = static_cast<double>(used) / static_cast<double>(rollouts.size());
    net_evaluations_ += part * static_cast<double>(record.net_evaluations);
    seconds_ += part * record.seconds;
    if (width_ > 1) add_basins(std::span(rollouts).first(used));
    if (used == rollouts.size()) {  // the cloud is that of all
        for (std::size_t t = 0; t < record.cloud.size(); ++t) {
            add_to(entropy_, t, record.cloud[t].entropy);
            add_to(alignment_, t, record.cloud[t].alignment);
        }
    }
    for (std::size_t k = 0; k < used; ++k) {
        scored_.push_back({rollouts[k].q, rollouts[k].right});
        signs_ += (rollouts[k].q > 0) == rollouts[k].right;
        residuals_.push_back({rollouts[k].residual, rollouts[k].right});
        if (rollouts[k].steps.empty() || rollouts[k].cells < 0) continue;
        ++with_steps_;
        if (rollouts[k].right) ++(4 * right_from(rollouts[k], cell_count_) <= rollouts[k].steps.size() + 3 ? quick_ : delayed_);
    }
}

void SummaryBuilder::add_basins(std::span<const RolloutRecord> rollouts) {
    std::map<int, std::size_t> sizes;  // of the basins, by the first rollout there
    for (const RolloutRecord& rollout : rollouts) ++sizes[rollout.same_as];
    std::size_t largest = 0;
    for (const auto& [first, size] : sizes) {
        if (at(rollouts, first).right)
            basins_.right += static_cast<double>(size);
        else
            largest = std::max(largest, size);
    }
    basins_.answers += static_cast<double>(sizes.size());
    basins_.together += static_cast<double>(largest);
    ended_ += rollouts.size();
}

Summary SummaryBuilder::finish() const {
    Summary summary;
    const auto count = static_cast<double>(records_);
    summary.width = width_;
    summary.seeds = seeds_;
    for (const auto& [way, values] : per_puzzle_) {
        std::vector<double> shares;
        for (std::size_t puzzle = 0; puzzle < values.size(); ++puzzle)
            if (way != "cells" || with_answer_[puzzle] != 0)
                shares.push_back(static_cast<double>(values[puzzle]) / static_cast<double>(seeds_));
        if (way == "cells") {
            summary.cells = mean_share(shares);
        } else {
            summary.puzzles = shares.size();
            summary.exact[way] = mean_share(shares);
        }
    }
    summary.q_auc = area_under_curve(scored_);
    summary.q_sign = signs_ / static_cast<double>(scored_.size());
    summary.bins = calibration(scored_);
    summary.residual_bins = tenths(residuals_);
    if (const auto pass = per_puzzle_.find("pass"); pass != per_puzzle_.end()) {
        std::vector<double> escaped;
        for (std::size_t puzzle = 0; puzzle < pass->second.size(); ++puzzle)
            if (plain_fails_[puzzle] != 0)
                escaped.push_back(static_cast<double>(pass->second[puzzle]) / static_cast<double>(seeds_));
        summary.plain_failures = escaped.size();
        if (!escaped.empty()) summary.escape = mean_share(escaped);
    }
    summary.claimed = claimed_;
    summary.wrongly_claimed = wrongly_claimed_;
    if (with_steps_ > 0) {
        const auto all = static_cast<double>(with_steps_);
        const double quick = static_cast<double>(quick_) / all, delayed = static_cast<double>(delayed_) / all;
        summary.classes = RolloutClasses{quick, delayed, 1 - quick - delayed};
    }
    if (ended_ > 0) {
        const auto all = static_cast<double>(ended_);
        summary.basins = Basins{basins_.answers / count, basins_.right / all, basins_.together / all,
                                1 - (basins_.right + basins_.together) / all};
    }
    const auto mean = [](const std::array<double, 2>& sum) { return static_cast<float>(sum[0] / sum[1]); };
    for (std::size_t t = 0; t < entropy_.size(); ++t) summary.cloud.push_back({mean(entropy_[t]), mean(alignment_[t])});
    summary.steps = steps_ / count;
    summary.net_evaluations = net_evaluations_ / count;
    summary.seconds = seconds_ / count;
    return summary;
}

nlohmann::ordered_json to_json(const Share& share) { return {{"value", share.value}, {"low", share.low}, {"high", share.high}}; }

nlohmann::ordered_json to_json(const Summary& summary) {
    nlohmann::ordered_json out{
        {"setting", summary.setting}, {"group", summary.group}, {"puzzles", summary.puzzles}, {"seeds", summary.seeds}};
    for (const auto& [way, value] : summary.exact) out["exact"][way] = to_json(value);
    out["cells"] = summary.cells ? to_json(*summary.cells) : nlohmann::ordered_json();
    out["q_auc"] = summary.q_auc;
    out["q_sign_right"] = summary.q_sign;
    for (const CalibrationBin& bin : summary.bins)
        out["q_calibration"].push_back(
            {{"low", bin.low}, {"high", bin.high}, {"rollouts", bin.count}, {"predicted", bin.predicted}, {"right", bin.right}});
    for (const CalibrationBin& bin : summary.residual_bins)
        out["residual_tenths"].push_back(
            {{"low", bin.low}, {"high", bin.high}, {"rollouts", bin.count}, {"mean", bin.predicted}, {"right", bin.right}});
    if (summary.escape) {
        out["escape"] = to_json(*summary.escape);
        out["plain_failures"] = summary.plain_failures;
    }
    if (summary.width == 0) {
        out["claimed"] = summary.claimed;
        out["wrongly_claimed"] = summary.wrongly_claimed;
    }
    if (summary.classes)
        out["rollouts"] = {
            {"quick", summary.classes->quick}, {"delayed", summary.classes->delayed}, {"failed", summary.classes->failed}};
    if (summary.basins)
        out["basins"] = {{"answers", summary.basins->answers},
                         {"right", summary.basins->right},
                         {"together", summary.basins->together},
                         {"apart", summary.basins->apart}};
    for (const CloudPoint& point : summary.cloud) {
        out["cloud"]["entropy"].push_back(point.entropy);
        out["cloud"]["alignment"].push_back(point.alignment);
    }
    out["steps"] = summary.steps;
    out["net_evaluations"] = summary.net_evaluations;
    out["seconds"] = summary.seconds;
    return out;
}

std::string table(const std::vector<Summary>& summaries) {
    std::size_t wide = 7;
    for (const Summary& s : summaries)
        wide = std::max(wide, std::min<std::size_t>(100, s.setting.size() + (s.group.empty() ? 0 : s.group.size() + 2)));
    const int width = static_cast<int>(wide);
    char line[400];
    std::snprintf(line, sizeof line, "%-*s  %-9s %7s  %8s  %-18s %7s %6s %7s %6s %9s\n", width, "setting", "choice", "puzzles",
                  "exact", "95 % interval", "cells", "Q AUC", "Q sign", "steps", "net evals");
    std::string text = line;
    for (const Summary& s : summaries) {
        for (const auto& [way, share] : s.exact) {
            const std::string name = printable(s.setting + (s.group.empty() ? "" : ", " + s.group), 100);
            char cells[16] = "n/a";
            if (s.cells) std::snprintf(cells, sizeof cells, "%.2f%%", 100 * s.cells->value);
            std::snprintf(line, sizeof line, "%-*s  %-9s %7zu  %7.2f%%  %6.2f to %6.2f%%  %7s %6.4f %6.2f%% %6.1f %9.0f\n", width,
                          name.c_str(), way.c_str(), s.puzzles, 100 * share.value, 100 * share.low, 100 * share.high, cells,
                          s.q_auc, 100 * s.q_sign, s.steps, s.net_evaluations);
            text += line;
        }
    }
    for (const Summary& s : summaries) {
        if (!s.escape || !s.group.empty()) continue;
        std::snprintf(line, sizeof line,
                      "%-*s  escape: of %zu puzzles that plain TRM fails %.2f%% (%.2f to %.2f%%) have a right rollout\n", width,
                      printable(s.setting, 100).c_str(), s.plain_failures, 100 * s.escape->value, 100 * s.escape->low,
                      100 * s.escape->high);
        text += line;
    }
    for (const Summary& s : summaries) {
        if (s.width > 0 || !s.group.empty()) continue;
        std::snprintf(line, sizeof line, "%-*s  claims: %zu of %zu answers, %zu of them wrong\n", width,
                      printable(s.setting, 100).c_str(), s.claimed, s.puzzles * s.seeds, s.wrongly_claimed);
        text += line;
    }
    for (const Summary& s : summaries) {
        const bool widest = &s == &summaries.back() || (&s + 1)->name != s.name;
        if (!s.classes || !s.group.empty() || !widest) continue;
        std::snprintf(line, sizeof line, "%-*s  rollouts: %.2f%% quick, %.2f%% delayed, %.2f%% failed\n", width,
                      printable(s.setting, 100).c_str(), 100 * s.classes->quick, 100 * s.classes->delayed,
                      100 * s.classes->failed);
        text += line;
    }
    for (const Summary& s : summaries) {
        const bool widest = &s == &summaries.back() || (&s + 1)->name != s.name;
        if (!s.basins || !s.group.empty() || !widest) continue;
        std::snprintf(line, sizeof line,
                      "%-*s  basins: %.1f answers a puzzle; %.2f%% of the rollouts in the right one, %.2f%% in the largest wrong "
                      "one, %.2f%% in others\n",
                      width, printable(s.setting, 100).c_str(), s.basins->answers, 100 * s.basins->right,
                      100 * s.basins->together, 100 * s.basins->apart);
        text += line;
    }
    return text;
}

}  // namespace ptrm::tools
