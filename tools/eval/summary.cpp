#include "eval/summary.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>

namespace ptrm::tools {
namespace {

/// The place of the first largest score among the first `width` rollouts.
template <class Score>
std::size_t best(const std::vector<RolloutRecord>& rollouts, std::size_t width, Score score) {
    std::size_t found = 0;
    for (std::size_t k = 1; k < width; ++k)
        if (score(rollouts[k]) > score(rollouts[found])) found = k;
    return found;
}

std::size_t most_frequent(const std::vector<RolloutRecord>& rollouts, std::size_t width) {
    std::vector<int> votes(width);
    for (std::size_t k = 0; k < width; ++k) ++votes[static_cast<std::size_t>(rollouts[k].same_as)];
    return static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

/// Of each way to choose among all rollouts, the one it chooses.
std::map<std::string, std::size_t> choices(const std::vector<RolloutRecord>& rollouts, std::size_t width) {
    return {{"best-q", best(rollouts, width, [](const RolloutRecord& r) { return r.q; })},
            {"mode", most_frequent(rollouts, width)},
            {"settled", best(rollouts, width, [](const RolloutRecord& r) { return -r.unrest; })},
            {"verified", best(rollouts, width, [](const RolloutRecord& r) { return std::pair(r.valid, r.q); })},
            {"pass", best(rollouts, width, [](const RolloutRecord& r) { return r.right; })}};
}

}  // namespace

Summary summarise(const std::vector<const Record*>& records, std::size_t seeds, std::size_t width, int cell_count) {
    Summary summary;
    summary.seeds = seeds;
    std::map<std::size_t, std::map<std::string, double>> per_puzzle;  // of each puzzle: shares of its seeds
    std::vector<Scored> scored;
    double signs = 0;
    for (const Record* record : records) {
        const auto& rollouts = record->rollouts;
        const std::size_t used = width == 0 ? rollouts.size() : std::min(width, rollouts.size());
        const auto share = 1.0 / static_cast<double>(seeds);
        auto& puzzle = per_puzzle[record->index];
        std::map<std::string, std::size_t> chosen{{"chosen", static_cast<std::size_t>(record->chosen)}};
        if (width > 0) chosen = choices(rollouts, used);
        for (const auto& [way, k] : chosen) puzzle[way] += share * rollouts[k].right;
        const RolloutRecord& answer = rollouts[width > 0 ? chosen.at("best-q") : chosen.at("chosen")];
        puzzle["cells"] += share * answer.cells / cell_count;
        summary.steps += answer.step;
        // A grid's first rollouts cost their share of it.
        const double part = static_cast<double>(used) / static_cast<double>(rollouts.size());
        summary.net_evaluations += part * static_cast<double>(record->net_evaluations);
        summary.seconds += part * record->seconds;
        for (std::size_t k = 0; k < used; ++k) {
            scored.push_back({rollouts[k].q, rollouts[k].right});
            signs += (rollouts[k].q > 0) == rollouts[k].right;
        }
    }
    const auto count = static_cast<double>(records.size());
    summary.puzzles = per_puzzle.size();
    std::map<std::string, std::vector<double>> shares;
    for (const auto& [index, puzzle] : per_puzzle)
        for (const auto& [way, value] : puzzle) shares[way].push_back(value);
    for (const auto& [way, values] : shares) (way == "cells" ? summary.cells : summary.exact[way]) = mean_share(values);
    summary.q_auc = area_under_curve(scored);
    summary.q_sign = signs / static_cast<double>(scored.size());
    summary.bins = calibration(scored);
    summary.steps /= count;
    summary.net_evaluations /= count;
    summary.seconds /= count;
    return summary;
}

nlohmann::ordered_json to_json(const Summary& summary) {
    const auto share = [](const Share& s) {
        return nlohmann::ordered_json{{"value", s.value}, {"low", s.low}, {"high", s.high}};
    };
    nlohmann::ordered_json out{
        {"setting", summary.setting}, {"group", summary.group}, {"puzzles", summary.puzzles}, {"seeds", summary.seeds}};
    for (const auto& [way, value] : summary.exact) out["exact"][way] = share(value);
    out["cells"] = share(summary.cells);
    out["q_auc"] = summary.q_auc;
    out["q_sign_right"] = summary.q_sign;
    for (const CalibrationBin& bin : summary.bins)
        out["q_calibration"].push_back(
            {{"low", bin.low}, {"high", bin.high}, {"rollouts", bin.count}, {"predicted", bin.predicted}, {"right", bin.right}});
    out["steps"] = summary.steps;
    out["net_evaluations"] = summary.net_evaluations;
    out["seconds"] = summary.seconds;
    return out;
}

std::string table(const std::vector<Summary>& summaries) {
    std::size_t wide = 7;
    for (const Summary& s : summaries) wide = std::max(wide, s.setting.size() + (s.group.empty() ? 0 : s.group.size() + 2));
    const int width = static_cast<int>(wide);
    char line[400];
    std::snprintf(line, sizeof line, "%-*s  %-9s %7s  %8s  %-18s %7s %6s %7s %6s %9s\n", width, "setting", "choice", "puzzles",
                  "exact", "95 % interval", "cells", "Q AUC", "Q sign", "steps", "net evals");
    std::string text = line;
    for (const Summary& s : summaries) {
        for (const auto& [way, share] : s.exact) {
            const std::string name = s.setting + (s.group.empty() ? "" : ", " + s.group);
            std::snprintf(line, sizeof line, "%-*s  %-9s %7zu  %7.2f%%  %6.2f to %6.2f%%  %6.2f%% %6.4f %6.2f%% %6.1f %9.0f\n",
                          width, name.c_str(), way.c_str(), s.puzzles, 100 * share.value, 100 * share.low, 100 * share.high,
                          100 * s.cells.value, s.q_auc, 100 * s.q_sign, s.steps, s.net_evaluations);
            text += line;
        }
    }
    return text;
}

}  // namespace ptrm::tools
