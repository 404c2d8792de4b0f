#include "html_page.hpp"

#include <cstdio>

#include "base/printable.hpp"
#include "solver/tree_picture.hpp"

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

}  // namespace

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
           kStyle + std::string(picture_style()) + kTreePictureStyle + "</style></head>\n<body><h1>" + html_text(title) +
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
        if (result.rollouts.size() > 1) text += tree_picture(result.rollouts, tree_dead);
    }
    return text + "</section>\n";
}

std::string html_end() { return "</main></body></html>\n"; }

}  // namespace ptrm::tools
