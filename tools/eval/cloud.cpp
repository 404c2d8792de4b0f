#include "eval/cloud.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace ptrm::tools {
namespace {

/// Pearson's correlation of (x, y) pairs; NaN where x or y does not vary.
double correlation(const std::vector<std::pair<double, double>>& pairs) {
    const auto count = static_cast<double>(pairs.size());
    double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    for (const auto& [x, y] : pairs) mean_x += x / count, mean_y += y / count;
    for (const auto& [x, y] : pairs) {
        xx += (x - mean_x) * (x - mean_x);
        yy += (y - mean_y) * (y - mean_y);
        xy += (x - mean_x) * (y - mean_y);
    }
    constexpr double kNothing = 1e-12;  // beside numbers near 1
    return xx > kNothing && yy > kNothing ? xy / std::sqrt(xx * yy) : std::nan("");
}

CloudPoint point(const std::vector<const StepRecord*>& steps) {
    const std::size_t cells = steps.front()->answer.size();
    std::vector<std::pair<double, double>> guided;
    for (const StepRecord* step : steps) guided.emplace_back(step->q, 0);
    double entropy = 0;
    std::map<std::int32_t, int> counts;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        counts.clear();
        for (const StepRecord* step : steps) ++counts[step->answer[cell]];
        const auto most = std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; });
        for (const auto& [token, count] : counts) {
            const double share = count / static_cast<double>(steps.size());
            entropy -= share * std::log2(share);
        }
        for (std::size_t k = 0; k < steps.size(); ++k)
            guided[k].second += (steps[k]->answer[cell] == most->first ? 1.0 : 0.0) / static_cast<double>(cells);
    }
    return {static_cast<float>(entropy / static_cast<double>(cells)), static_cast<float>(correlation(guided))};
}

}  // namespace

std::vector<CloudPoint> cloud_of(std::span<const Rollout> rollouts) {
    std::vector<CloudPoint> points;
    for (std::size_t t = 0;; ++t) {
        std::vector<const StepRecord*> steps;
        for (const Rollout& rollout : rollouts)
            if (t < rollout.steps.size()) steps.push_back(&rollout.steps[t]);
        if (steps.size() < 2) return points;
        points.push_back(point(steps));
    }
}

}  // namespace ptrm::tools
