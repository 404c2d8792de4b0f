#include "eval/step_plots.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ptrm::tools {
namespace {

/// The median at each step, and the quartiles.
std::vector<Plot::Point> by_step(const std::vector<std::vector<double>>& values) {
    std::vector<Plot::Point> points;
    for (std::size_t t = 0; t < values.size(); ++t)
        if (!values[t].empty())
            points.push_back(
                {static_cast<double>(t + 1), quantile(values[t], 0.5), quantile(values[t], 0.25), quantile(values[t], 0.75)});
    return points;
}

}  // namespace

std::vector<Plot> step_plots(const StepSource& source) {
    const std::string whose = " of right and wrong rollouts that still run, by supervision step (" + source.setting +
                              "; median and quartiles)",
                      x = "supervision step";
    Plot q{"q-steps", "The Q head's logit" + whose, x, "q", false, {}, Plot::Style::bands};
    Plot change{"change-steps",    "Change of the logits since the step before" + whose, x, "change, norm a cell", false, {},
                Plot::Style::bands};
    Plot right_cells{"cells-steps", "Right cells" + whose, x, "right cells, %", false, {}, Plot::Style::bands};
    for (const bool right : {true, false}) {
        std::vector<std::vector<double>> q_values, changes, shares;
        for (const Record* record : source.records) {
            for (const RolloutRecord& rollout : record->rollouts) {
                if (rollout.right != right) continue;
                for (auto* values : {&q_values, &changes, &shares})
                    values->resize(std::max(values->size(), rollout.steps.size()));
                for (std::size_t t = 0; t < rollout.steps.size(); ++t) {
                    q_values[t].push_back(rollout.steps[t].q);
                    if (t > 0) changes[t].push_back(rollout.steps[t].change);
                    shares[t].push_back(100.0 * rollout.steps[t].cells / source.cells);
                }
            }
        }
        const std::string title = right ? "right" : "wrong";
        q.curves[title] = by_step(q_values);
        change.curves[title] = by_step(changes);
        right_cells.curves[title] = by_step(shares);
    }
    return {q, change, right_cells};
}

std::vector<Plot> cloud_plots(const std::vector<Summary>& summaries) {
    const std::string x = "supervision step";
    Plot entropy{"entropy", "Cloud-token entropy: how much the rollouts of a puzzle differ in a cell, by supervision step",
                 x,         "bits a cell",
                 false,     {}};
    Plot alignment{
        "alignment", "Guide alignment: the correlation of q with agreement with the other rollouts, by supervision step",
        x,           "correlation",
        false,       {}};
    for (const Summary& s : summaries) {
        if (!s.group.empty()) continue;
        for (std::size_t t = 0; t < s.cloud.size(); ++t) {
            const auto step = static_cast<double>(t + 1), bits = static_cast<double>(s.cloud[t].entropy),
                       aligned = static_cast<double>(s.cloud[t].alignment);
            entropy.curves[s.setting].push_back({step, bits, bits, bits});
            if (!std::isnan(aligned)) alignment.curves[s.setting].push_back({step, aligned, aligned, aligned});
        }
    }
    return {entropy, alignment};
}

std::vector<Plot> state_plots(const States& states) {
    std::vector<Plot> plots;
    for (const States::Picture& picture : states.pictures) {
        const auto axis = [&](int component) {
            char text[60];
            std::snprintf(text, sizeof text, "component %d, %.0f %% of the variance", component + 1,
                          100 * picture.portrait.explained[component]);
            return std::string(text);
        };
        Plot plot{picture.name,
                  picture.whose + ": their " + picture.state +
                      " in the plane of its two principal components, a line a rollout, a dot where it ends",
                  axis(0),
                  axis(1),
                  false,
                  {},
                  Plot::Style::paths};
        for (const Portrait::Path& path : picture.portrait.paths) {
            auto& points = plot.curves[path.right ? "right" : "wrong"];
            // A break, which gnuplot takes for an empty line, stands between two paths.
            if (!points.empty()) points.push_back({std::nan(""), 0, 0, 0});
            for (const auto& [x, y] : path.points) points.push_back({x, y, y, y});
        }
        plots.push_back(std::move(plot));
    }
    const std::string whose = ", of " + std::to_string(states.puzzles) + " puzzles (median and quartiles of the rollouts)",
                      x = "supervision step";
    Plot decoded{"decoded",
                 "Open cells that the answer head reads rightly from the answer state y and from the latent state z" + whose,
                 x,
                 "right open cells, %",
                 false,
                 {{"from y", by_step(states.y_cells)}, {"from z", by_step(states.z_cells)}},
                 Plot::Style::bands};
    Plot growth{"stability",
                "Local stability: how many times as large a small change of z is after a step, in y and z together" + whose,
                x,
                "growth",
                false,
                {{"growth", by_step(states.growth)}},
                Plot::Style::bands};
    plots.push_back(std::move(decoded));
    plots.push_back(std::move(growth));
    return plots;
}

}  // namespace ptrm::tools
