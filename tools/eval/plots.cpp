#include "eval/plots.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "common.hpp"
#include "html_page.hpp"
#include "ptrm/error.hpp"
#include "solver/tree_picture.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

Plot::Point percent(double x, const Share& share) { return {x, 100 * share.value, 100 * share.low, 100 * share.high}; }

std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

/// The noisy setting that solves most; null if there is none.
const Summary* best_of(const std::vector<Summary>& summaries) {
    const auto solved = [](const Summary& s) { return s.exact.at("best-q").value; };
    const Summary* best = nullptr;
    for (const Summary& s : summaries)
        if (s.group.empty() && s.width > 1 && (best == nullptr || solved(s) > solved(*best))) best = &s;
    return best;
}

/// K against D: how many puzzles are solved, of the noise that solves most, and lines of equal cost.
Plot map_plot(const std::vector<Summary>& summaries, const Summary* best) {
    Plot plot{"map", "", "rollouts K", "supervision steps D", true, {}, Plot::Style::map};
    if (best == nullptr) return plot;
    plot.caption = "Puzzles solved (%, best Q) by K rollouts of D steps with sigma " + short_number(best->sigma) +
                   "; on a line the net evaluations a puzzle are equal";
    double most_K = 1, most_D = 1, least_D = 1e9, of_one = 0;
    auto& cells = plot.curves["solved, %"];
    for (const Summary& s : summaries) {
        if (!s.group.empty() || s.width == 0 || s.sigma != best->sigma) continue;
        const auto K = static_cast<double>(s.width), D = static_cast<double>(s.depth);
        cells.push_back({K, D, 100 * s.exact.at("best-q").value, 0});
        most_K = std::max(most_K, K), most_D = std::max(most_D, D), least_D = std::min(least_D, D);
        of_one = s.net_evaluations / (K * D);
    }
    for (double steps = 2 * least_D; steps < most_K * most_D; steps *= 4) {
        auto& line = plot.curves[short_number(std::round(of_one * steps)) + " net evaluations"];
        const double first = std::max(1.0, steps / most_D), last = std::min(most_K, steps / least_D);
        line = {{first, steps / first, 0, 0}, {last, steps / last, 0, 0}};
    }
    return plot;
}

std::vector<Plot> plots_of(const std::vector<Summary>& summaries) {
    Plot width{"accuracy", "Puzzles solved by K rollouts, for each way to choose among them", "rollouts K", "solved, %", true,
               {}};
    Plot sigma{"sigma", "Puzzles solved by the noise's standard deviation", "sigma", "solved, %", false, {}};
    Plot cost{"cost", "Puzzles solved by what they cost", "net evaluations a puzzle", "solved, %", true, {}};
    Plot honest{"calibration",
                "How often an answer is right, by the probability that Q gives it",
                "sigmoid(q), mean of a bin",
                "right, %",
                false,
                {}};
    Plot depth{"depth", "Puzzles solved by D supervision steps", "supervision steps D", "solved, %", true, {}};
    Plot headroom{"headroom", "Headroom: puzzles of which some rollout is right, less those of which the best Q is",
                  "sigma",    "pass@K less best Q, points",
                  false,      {}};
    Plot escape{
        "escape",     "Escape: of the puzzles that plain TRM fails, those that some of K rollouts solves (PTRM, figure 5)",
        "rollouts K", "solved by some, %",
        true,         {}};
    Plot rest{"residual",
              "How often a rollout is right, by its residual at the end, in tenths of the rollouts (EqR)",
              "residual, mean of a tenth",
              "right, %",
              false,
              {}};
    const Summary* best = best_of(summaries);
    if (best != nullptr) depth.caption += ", with sigma " + short_number(best->sigma);
    std::map<std::string, std::size_t> widest;  // by name
    int deepest = 0;
    for (const Summary& s : summaries) {
        widest[s.name] = std::max(widest[s.name], s.width);
        deepest = std::max(deepest, s.depth);
    }
    const auto noisy = std::count_if(widest.begin(), widest.end(), [](const auto& item) { return item.second > 1; });
    for (const Summary& s : summaries) {
        if (!s.group.empty()) continue;
        if (s.width > 0 && best != nullptr && s.sigma == best->sigma)
            depth.curves["K " + std::to_string(s.width)].push_back(percent(s.depth, s.exact.at("best-q")));
        if (s.depth != deepest) continue;  // of a sweep over D; more would not be readable
        const auto x = static_cast<double>(s.width);
        for (const auto& [way, share] : s.exact) {
            // At K = 1 all ways agree; beside several settings only the one in use and the limit of all keep a picture readable.
            const bool shown = way == "best-q" || way == "chosen" || (way == "pass" && widest[s.name] > 1);
            if (s.width > 0 && (shown || (noisy == 1 && widest[s.name] > 1)))
                width.curves[s.name + ", " + way].push_back(percent(x, share));
            if (!shown) continue;
            cost.curves[(s.width > 0 ? s.name + ", " : "searches, ") + way].push_back(percent(s.net_evaluations, share));
            if (widest[s.name] != 1 && s.width == widest[s.name])
                sigma.curves["D " + std::to_string(s.depth) + (s.width > 0 ? ", K " + std::to_string(s.width) : "") + ", " + way]
                    .push_back(percent(s.sigma, share));
        }
        if (s.escape) escape.curves[s.name].push_back(percent(x, *s.escape));
        if (s.width != widest[s.name]) continue;
        if (s.width > 1) {
            const double room = 100 * (s.exact.at("pass").value - s.exact.at("best-q").value);
            headroom.curves["D " + std::to_string(s.depth) + ", K " + std::to_string(s.width)].push_back(
                {s.sigma, room, room, room});
        }
        for (const CalibrationBin& bin : s.residual_bins) {
            const auto count = static_cast<double>(bin.count);
            rest.curves[s.setting].push_back(percent(bin.predicted, wilson(bin.right * count, count)));
        }
        for (const CalibrationBin& bin : s.bins) {
            const auto count = static_cast<double>(bin.count);
            honest.curves[s.setting].push_back(percent(bin.predicted, wilson(bin.right * count, count)));
        }
    }
    std::vector<Plot> plots;
    for (Plot* plot : {&width, &sigma, &depth, &cost, &escape, &headroom, &honest, &rest}) {
        for (auto& [title, points] : plot->curves)
            std::sort(points.begin(), points.end(), [](const Plot::Point& a, const Plot::Point& b) { return a.x < b.x; });
        plots.push_back(std::move(*plot));
    }
    plots.push_back(map_plot(summaries, best));
    return plots;
}

}  // namespace

void write_plots(const fs::path& folder, const std::string& title, const std::vector<Summary>& summaries, const StepSource& steps,
                 const States& states, const std::string& details) {
    make_folder(folder);
    std::string page = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>" + html_text(title) +
                       "</title>\n<style>body{font:16px sans-serif;max-width:60em;margin:2em auto}figure{margin:2em 0}"
                       "pre{overflow-x:auto;background:#f4f4f4;padding:1em}" +
                       std::string(kTreePictureStyle) + "</style>\n<h1>" + html_text(title) + "</h1>\n";
    std::vector<Plot> plots = plots_of(summaries);
    for (Plot& plot : step_plots(steps)) plots.push_back(std::move(plot));
    for (Plot& plot : cloud_plots(summaries)) plots.push_back(std::move(plot));
    for (Plot& plot : state_plots(states)) plots.push_back(std::move(plot));
    for (const Plot& plot : plots) {
        if (!plot.worth_drawing()) continue;
        std::string svg = plot.svg();
        write_file((folder / (plot.name + ".svg")).string(), svg);
        svg.erase(0, std::min(svg.find("<svg"), svg.size()));  // a page holds no XML declaration
        page += "<figure>" + svg + "<figcaption>" + html_text(plot.caption) + ".</figcaption></figure>\n";
    }
    if (!states.tree.empty())
        page += "<figure>" + states.tree + "<figcaption>The search of one puzzle (" + html_text(states.tree_place) +
                "), node by node from left to right, guess by guess downwards: grey was left as dead, blue went on, yellow was "
                "claimed by Q and did not stay, green is the answer.</figcaption></figure>\n";
    write_file((folder / "report.html").string(),
               page + "<pre>" + html_text(table(summaries)) + "</pre>\n" + details + "</html>\n");
}

}  // namespace ptrm::tools
