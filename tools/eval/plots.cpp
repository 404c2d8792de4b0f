#include "eval/plots.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <sstream>

#include "common.hpp"
#include "eval/gnuplot.hpp"
#include "html_page.hpp"
#include "ptrm/error.hpp"
#include "solver/tree_picture.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

struct Point {
    double x, y, low, high;
};

/// Bars at the points; a band around a line; lines alone and their ends; or numbers in a plane with two logarithmic axes, and
/// lines through it.
enum class Style { intervals, bands, paths, map };

struct Plot {
    std::string name, caption, x_label, y_label;
    bool log_x = false;
    std::map<std::string, std::vector<Point>> curves;
    Style style = Style::intervals;

    bool worth_drawing() const {
        std::set<double> abscissas, ordinates;
        for (const auto& [title, points] : curves)
            for (const Point& point : points) abscissas.insert(point.x), ordinates.insert(point.y);
        return abscissas.size() > 1 && (style != Style::map || ordinates.size() > 1);
    }
};

Point percent(double x, const Share& share) { return {x, 100 * share.value, 100 * share.low, 100 * share.high}; }

std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

/// The median at each step, and the quartiles.
std::vector<Point> by_step(const std::vector<std::vector<double>>& values) {
    std::vector<Point> points;
    for (std::size_t t = 0; t < values.size(); ++t)
        if (!values[t].empty())
            points.push_back(
                {static_cast<double>(t + 1), quantile(values[t], 0.5), quantile(values[t], 0.25), quantile(values[t], 0.75)});
    return points;
}

std::vector<Plot> step_plots(const StepSource& source) {
    const std::string whose = " of right and wrong rollouts that still run, by supervision step (" + source.setting +
                              "; median and quartiles)",
                      x = "supervision step";
    Plot q{"q-steps", "The Q head's logit" + whose, x, "q", false, {}, Style::bands};
    Plot change{"change-steps", "Change of the logits since the step before" + whose, x, "change, norm a cell", false, {},
                Style::bands};
    Plot right_cells{"cells-steps", "Right cells" + whose, x, "right cells, %", false, {}, Style::bands};
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

/// What all rollouts of a puzzle say together, of the widest settings.
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
                  Style::paths};
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
    Plot decoded{
        "decoded",   "Open cells that the answer head reads rightly from the answer state y and from the latent state z" + whose,
        x,           "right open cells, %",
        false,       {{"from y", by_step(states.y_cells)}, {"from z", by_step(states.z_cells)}},
        Style::bands};
    Plot growth{
        "stability", "Local stability: how many times as large a small change of z is after a step, in y and z together" + whose,
        x,           "growth",
        false,       {{"growth", by_step(states.growth)}},
        Style::bands};
    plots.push_back(std::move(decoded));
    plots.push_back(std::move(growth));
    return plots;
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
    Plot plot{"map", "", "rollouts K", "supervision steps D", true, {}, Style::map};
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
            std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
        plots.push_back(std::move(*plot));
    }
    plots.push_back(map_plot(summaries, best));
    return plots;
}

/// The script that draws a plot, as SVG on standard output. Only numbers and texts of ours stand outside of data blocks.
std::string script_of(const Plot& plot) {
    std::ostringstream out;
    out << "set terminal svg size 760,420 font 'sans-serif,12' background rgb 'white'\nset grid lc rgb '#dddddd'\nset border 3 "
           "lc "
           "rgb '#888888'\nset tics nomirror\nset key outside right noenhanced autotitle columnheader\nset xlabel '"
        << plot.x_label << "'\nset ylabel '" << plot.y_label << "'\n"
        << (plot.log_x ? "set logscale x\n" : "") << (plot.style == Style::map ? "set logscale y\nset colorbox\n" : "");
    std::ostringstream command;
    int number = 0;
    for (const auto& [title, points] : plot.curves) {
        const std::string data = "$curve" + std::to_string(number), ends = "$ends" + std::to_string(number),
                          first_line = gnuplot_title(title) + '\n';
        std::ostringstream last_points;
        out << data << " << EOD\n" << first_line;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Point& p = points[i];
            if (std::isnan(p.x))
                out << '\n';
            else
                out << p.x << ' ' << p.y << ' ' << p.low << ' ' << p.high << '\n';
            if (i + 1 == points.size() || std::isnan(points[i + 1].x)) last_points << p.x << ' ' << p.y << '\n';
        }
        out << "EOD\n";
        if (plot.style == Style::paths) out << ends << " << EOD\n" << first_line << last_points.str() << "EOD\n";

        // Where right stands against wrong, the same two colours in every picture.
        const std::string colour = title == "right"   ? " lc rgb '#1b7837'"
                                   : title == "wrong" ? " lc rgb '#c2500a'"
                                                      : " lc " + std::to_string(number + 1);
        command << (number++ == 0 ? "plot " : ", ") << data;
        if (plot.style == Style::map && title != "solved, %")
            command << " using 1:2 with lines dt 2 lc rgb '#888888'";
        else if (plot.style == Style::map)
            command << " using 1:2:3 with points pt 5 ps 4 palette notitle, " << data
                    << " using 1:2:(sprintf('%.1f', $3)) with labels offset 0,1.4 font ',10' notitle";
        else if (plot.style == Style::bands)
            command << " using 1:3:4 with filledcurves fs transparent solid 0.2 noborder" << colour << " notitle, " << data
                    << " using 1:2 with lines lw 2" << colour;
        else if (plot.style == Style::paths)
            command << " using 1:2 with lines lw 0.7" << colour << " notitle, " << ends << " using 1:2 with points pt 7 ps 0.8"
                    << colour;
        else
            command << " using 1:2:3:4 with yerrorlines lw 1.5 pt 7 ps 0.5" << colour;
    }
    out << command.str() << '\n';
    return out.str();
}

}  // namespace

void write_plots(const fs::path& folder, const std::string& title, const std::vector<Summary>& summaries, const StepSource& steps,
                 const States& states, const std::string& details) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem) throw Error(ErrorCode::io, folder.string(), "", "cannot be made: " + problem.message());
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
        std::string svg = gnuplot_svg(script_of(plot));
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
