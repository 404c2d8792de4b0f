#pragma once

#include <map>
#include <string>
#include <vector>

namespace ptrm::tools {

/// One picture of curves.
struct Plot {
    struct Point {
        double x, y, low, high;
    };
    /// Bars at the points; a band around a line; lines alone and their ends; or numbers in a plane with two logarithmic axes, and
    /// lines through it.
    enum class Style { intervals, bands, paths, map };

    std::string name, caption, x_label, y_label;
    bool log_x = false;
    std::map<std::string, std::vector<Point>> curves;  ///< by title; a NaN breaks a path
    Style style = Style::intervals;

    bool worth_drawing() const;
    /// The picture, drawn by gnuplot. @throws Error (io) if it is not there or fails
    std::string svg() const;
};

}  // namespace ptrm::tools
