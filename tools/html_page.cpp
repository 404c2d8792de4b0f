#include "html_page.hpp"

#include "base/printable.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ptrm::tools {
namespace {

constexpr const char* kStyle = R"(
body { font: 15px/1.4 sans-serif; margin: 24px; color: #222; background: #fff }
main { display: flex; flex-wrap: wrap; gap: 28px }
section { width: 320px; break-inside: avoid }
h2 { font-size: 14px; margin: 0 0 6px; overflow-wrap: anywhere }
p { margin: 4px 0; font-size: 13px }
.broken h2 { color: #b00020 }
svg { display: block; width: 320px; height: auto }
@media print { body { margin: 0 } }
)";

bool begins_with(const std::vector<Guess>& path, const std::vector<Guess>& prefix) {
    return prefix.size() < path.size() &&
           std::equal(prefix.begin(), prefix.end(), path.begin(),
                      [](const Guess& a, const Guess& b) { return a.cell == b.cell && a.token == b.token; });
}

}  // namespace

const char* const kTreeStyle = R"(
.tree line { stroke: #999 }
.dead { fill: #ddd; stroke: #999 }
.alive { fill: #62a0ea; stroke: #1a5fb4 }
.found { fill: #2ec27e; stroke: #1b7a4d }
.claim { fill: #f8e45c; stroke: #8a6d00 }
)";

std::string html_tree(const std::vector<Rollout>& nodes, double dead) {
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
        char label[120];
        std::snprintf(label, sizeof label, "node %zu, depth %zu: q %.1f, alive %.1f", i, node.guesses.size(), node.q, node.alive);
        dots += "<circle cx=\"" + px(x(i)) + "\" cy=\"" + px(y(node.guesses.size())) + "\" r=\"6\" class=\"" + state +
                "\"><title>" + label + "</title></circle>";
    }
    return "<svg class=\"tree\" viewBox=\"0 0 " + px(x(count)) + ' ' + px(y(deepest) + 12) + "\">" + lines + dots + "</svg>";
}

std::string html_text(const std::string& text) {
    std::string safe;
    for (const char c : printable_lines(text))
        safe += c == '&'    ? "&amp;"
                : c == '<'  ? "&lt;"
                : c == '>'  ? "&gt;"
                : c == '"'  ? "&quot;"
                : c == '\'' ? "&#39;"
                            : std::string(1, c);
    return safe;
}

std::string html_begin(const std::string& title) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + html_text(title) + "</title><style>" +
           kStyle + std::string(picture_style()) + kTreeStyle + "</style></head>\n<body><h1>" + html_text(title) +
           "</h1>\n<main>\n";
}

std::string html_puzzle(const std::string& place, const Puzzle& puzzle, Tokens question, const Result& result,
                        const std::string& verdict, double tree_dead) {
    const auto faults = puzzle.answer_faults(question, result.answer);
    char line[200];
    std::snprintf(line, sizeof line, "Q %.2f, rollout %d, step %d, %lld net evaluations, %.3f s", result.q, result.rollout,
                  result.step, static_cast<long long>(result.net_evaluations), result.seconds);
    std::string text = std::string("<section class=\"") + (verdict.empty() ? "solved" : "broken") + "\"><h2>" + html_text(place) +
                       (verdict.empty() ? "" : ": " + html_text(verdict)) + "</h2>" + puzzle.svg(question, result.answer) +
                       "<p>" + line + "</p>";
    for (std::size_t i = 0; i < faults.size() && i < 3; ++i) text += "<p>" + html_text(faults[i].text) + "</p>";
    if (faults.size() > 3) text += "<p>and " + std::to_string(faults.size() - 3) + " more</p>";
    if (result.nodes > 0) {
        std::snprintf(line, sizeof line, "<p>%d nodes, the deepest %d guesses deep</p>", result.nodes, result.deepest);
        text += line;
        if (result.rollouts.size() > 1) text += html_tree(result.rollouts, tree_dead);
    }
    return text + "</section>\n";
}

std::string html_end() { return "</main></body></html>\n"; }

}  // namespace ptrm::tools
