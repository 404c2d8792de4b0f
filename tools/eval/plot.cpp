#include "eval/plot.hpp"

#include <cmath>
#include <set>
#include <sstream>

#include "eval/gnuplot.hpp"

namespace ptrm::tools {
namespace {

/// The script that draws a plot, as SVG on standard output. Only numbers and texts of ours stand outside of data blocks.
std::string script_of(const Plot& plot) {
    using Style = Plot::Style;
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
            const Plot::Point& p = points[i];
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

bool Plot::worth_drawing() const {
    std::set<double> abscissas, ordinates;
    for (const auto& [title, points] : curves)
        for (const Point& point : points) abscissas.insert(point.x), ordinates.insert(point.y);
    return abscissas.size() > 1 && (style != Style::map || ordinates.size() > 1);
}

std::string Plot::svg() const { return gnuplot_svg(script_of(*this)); }

}  // namespace ptrm::tools
