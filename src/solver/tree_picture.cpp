#include "solver/tree_picture.hpp"

#include <algorithm>
#include <charconv>

namespace ptrm {
namespace {

bool begins_with(const std::vector<Guess>& path, const std::vector<Guess>& prefix) {
    return prefix.size() < path.size() &&
           std::equal(prefix.begin(), prefix.end(), path.begin(),
                      [](const Guess& a, const Guess& b) { return a.cell == b.cell && a.token == b.token; });
}

std::string tenths(float value) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 1).ptr};
}

}  // namespace

const char* const kTreePictureStyle = R"(
.tree line { stroke: #999 }
.dead { fill: #ddd; stroke: #999 }
.alive { fill: #62a0ea; stroke: #1a5fb4 }
.found { fill: #2ec27e; stroke: #1b7a4d }
.claim { fill: #f8e45c; stroke: #8a6d00 }
)";

std::string tree_picture(const std::vector<Rollout>& nodes, double dead) {
    constexpr std::size_t kMost = 400;  // nodes worth drawing
    const std::size_t count = std::min(nodes.size(), kMost);
    std::size_t deepest = 0;
    for (std::size_t i = 0; i < count; ++i) deepest = std::max(deepest, nodes[i].guesses.size());
    const auto x = [](std::size_t i) { return 12 + 16 * static_cast<int>(i); };
    const auto y = [](std::size_t depth) { return 12 + 26 * static_cast<int>(depth); };
    const auto px = [](int v) { return std::to_string(v); };
    std::string lines, dots;
    for (std::size_t i = 0; i < count; ++i) {
        const Rollout& node = nodes[i];
        for (std::size_t before = i; before-- > 0;) {
            if (!begins_with(node.guesses, nodes[before].guesses) || nodes[before].guesses.size() + 1 != node.guesses.size())
                continue;
            lines += "<line x1=\"" + px(x(before)) + "\" y1=\"" + px(y(nodes[before].guesses.size())) + "\" x2=\"" + px(x(i)) +
                     "\" y2=\"" + px(y(node.guesses.size())) + "\"/>";
            break;
        }
        const char* state = node.stopped ? "found" : node.alive < dead ? "dead" : node.q > 0 ? "claim" : "alive";
        const std::string label = "node " + std::to_string(i) + ", depth " + std::to_string(node.guesses.size()) + ": q " +
                                  tenths(node.q) + ", alive " + tenths(node.alive);
        dots += "<circle cx=\"" + px(x(i)) + "\" cy=\"" + px(y(node.guesses.size())) + "\" r=\"6\" class=\"" + state +
                "\"><title>" + label + "</title></circle>";
    }
    return "<svg class=\"tree\" viewBox=\"0 0 " + px(x(count)) + ' ' + px(y(deepest) + 12) + "\">" + lines + dots + "</svg>";
}

}  // namespace ptrm
