#include "eval/plots.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#include "common.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

struct Point {
    double x, y, low, high;
};

struct Plot {
    std::string name, caption, x_label, y_label;
    bool log_x = false;
    std::map<std::string, std::vector<Point>> curves;

    bool worth_drawing() const {
        std::set<double> abscissas;
        for (const auto& [title, points] : curves)
            for (const Point& point : points) abscissas.insert(point.x);
        return abscissas.size() > 1;
    }
};

Point percent(double x, const Share& share) { return {x, 100 * share.value, 100 * share.low, 100 * share.high}; }

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
    std::map<std::string, std::size_t> widest;  // by name
    for (const Summary& s : summaries) widest[s.name] = std::max(widest[s.name], s.width);
    const auto noisy = std::count_if(widest.begin(), widest.end(), [](const auto& item) { return item.second > 1; });
    for (const Summary& s : summaries) {
        if (!s.group.empty()) continue;
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
        if (s.width != widest[s.name]) continue;
        for (const CalibrationBin& bin : s.bins) {
            const auto count = static_cast<double>(bin.count);
            honest.curves[s.setting].push_back(percent(bin.predicted, wilson(bin.right * count, count)));
        }
    }
    std::vector<Plot> plots;
    for (Plot* plot : {&width, &sigma, &cost, &honest}) {
        for (auto& [title, points] : plot->curves)
            std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
        if (plot->worth_drawing()) plots.push_back(std::move(*plot));
    }
    return plots;
}

/// A text within single quotes of gnuplot.
std::string quoted(std::string text) {
    for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.insert(at, 1, '\'');
    return "'" + text + "'";
}

std::string script_of(const Plot& plot, const fs::path& file) {
    std::ostringstream out;
    out << "set terminal svg size 760,420 font 'sans-serif,12' background rgb 'white'\nset output " << quoted(file.string())
        << "\nset grid lc rgb '#dddddd'\nset border 3 lc rgb '#888888'\nset tics nomirror\nset key outside right noenhanced\nset "
           "xlabel "
        << quoted(plot.x_label) << "\nset ylabel " << quoted(plot.y_label) << "\n"
        << (plot.log_x ? "set logscale x\n" : "");
    std::string separator = "plot ";
    for (const auto& [title, points] : plot.curves) {
        out << separator << "'-' using 1:2:3:4 with yerrorlines lw 1.5 pt 7 ps 0.5 title " << quoted(title);
        separator = ", ";
    }
    out << '\n';
    for (const auto& [title, points] : plot.curves) {
        for (const Point& p : points) out << p.x << ' ' << p.y << ' ' << p.low << ' ' << p.high << '\n';
        out << "e\n";
    }
    return out.str();
}

void draw(const Plot& plot, const fs::path& file) {
    std::FILE* gnuplot = popen("gnuplot", "w");
    const std::string script = script_of(plot, file);
    const bool written = gnuplot != nullptr && std::fwrite(script.data(), 1, script.size(), gnuplot) == script.size();
    const int status = gnuplot != nullptr ? pclose(gnuplot) : -1;
    if (!written || status != 0)
        throw Error(ErrorCode::io, file.string(), "", "gnuplot could not draw it; is it installed (Debian: gnuplot-nox)?");
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '>' ? "&gt;" : std::string(1, c);
    return out;
}

}  // namespace

void write_plots(const fs::path& folder, const std::string& title, const std::vector<Summary>& summaries) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem) throw Error(ErrorCode::io, folder.string(), "", "cannot be made: " + problem.message());
    std::string page = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>" + escaped(title) +
                       "</title>\n<style>body{font:16px sans-serif;max-width:60em;margin:2em auto}figure{margin:2em 0}"
                       "pre{overflow-x:auto;background:#f4f4f4;padding:1em}</style>\n<h1>" +
                       escaped(title) + "</h1>\n<pre>" + escaped(table(summaries)) + "</pre>\n";
    for (const Plot& plot : plots_of(summaries)) {
        const fs::path file = folder / (plot.name + ".svg");
        draw(plot, file);
        std::ifstream in(file);
        std::string svg{std::istreambuf_iterator<char>(in), {}};
        svg.erase(0, std::min(svg.find("<svg"), svg.size()));  // a page holds no XML declaration
        page += "<figure>" + svg + "<figcaption>" + escaped(plot.caption) + ".</figcaption></figure>\n";
    }
    Output output((folder / "report.html").string());
    output.write(page + "</html>\n");
    output.flush();
}

}  // namespace ptrm::tools
