#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ptrm {

/// Draws one cell of an SVG picture, a square of 40 units. Classes are those of picture_style().
class CellPicture {
public:
    CellPicture(int x, int y) : x_(x), y_(y) {}

    void square(std::string_view look) { add("<rect " + place("x", 0, "y", 0) + " width=\"40\" height=\"40\"", look); }
    void circle(int radius, std::string_view look) {
        add("<circle " + place("cx", 20, "cy", 20) + " r=\"" + std::to_string(radius) + "\"", look);
    }
    /// A line through points of the cell, from 0 to 40, "M0 0L40 40" with x and y between blanks.
    void path(std::initializer_list<std::pair<int, int>> points, std::string_view look, bool closed = false) {
        std::string way;
        for (const auto& [x, y] : points)
            way += (way.empty() ? 'M' : 'L') + std::to_string(x_ + x) + ' ' + std::to_string(y_ + y);
        add("<path d=\"" + way + (closed ? "Z\"" : "\""), look);
    }
    void text(const std::string& text, std::string_view look) {
        svg_ += "<text " + place("x", 20, "y", 28) + " class=\"" + std::string(look) + "\">" + text + "</text>";
    }
    /// Lines along the sides of the cell: bit 0 above, 1 right, 2 below, 3 left.
    void walls(int sides) {
        if (sides & 1) path({{0, 0}, {40, 0}}, "wall");
        if (sides & 8) path({{0, 0}, {0, 40}}, "wall");
        if (sides & 4) path({{0, 40}, {40, 40}}, "wall");
        if (sides & 2) path({{40, 0}, {40, 40}}, "wall");
    }
    /// Lines from its centre to its sides.
    void lines(int sides) {
        if (sides & 1) path({{20, 20}, {20, 0}}, "line");
        if (sides & 2) path({{20, 20}, {40, 20}}, "line");
        if (sides & 4) path({{20, 20}, {20, 40}}, "line");
        if (sides & 8) path({{20, 20}, {0, 20}}, "line");
    }

    const std::string& svg() const { return svg_; }

private:
    std::string place(const char* x, int right, const char* y, int down) const {
        return std::string(x) + "=\"" + std::to_string(x_ + right) + "\" " + y + "=\"" + std::to_string(y_ + down) + '"';
    }
    void add(const std::string& shape, std::string_view look) { svg_ += shape + " class=\"" + std::string(look) + "\"/>"; }

    int x_, y_;
    std::string svg_;
};

}  // namespace ptrm
