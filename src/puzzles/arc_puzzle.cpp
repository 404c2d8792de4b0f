#include <algorithm>
#include <array>
#include <limits>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/arc.hpp"
#include "puzzles/kinds.hpp"

namespace ptrm {
namespace {

using Rgb = std::array<int, 3>;

/// The ten usual colours.
constexpr std::array<Rgb, 10> kPalette{{{0, 0, 0},
                                        {0, 116, 217},
                                        {255, 65, 54},
                                        {46, 204, 64},
                                        {255, 220, 0},
                                        {170, 170, 170},
                                        {240, 18, 190},
                                        {255, 133, 27},
                                        {127, 219, 255},
                                        {135, 12, 37}}};

/// The nearest of the 240 colours that terminals agree on: a cube of 6 x 6 x 6 and 24 greys.
int nearest_of_256(Rgb wanted) {
    constexpr int kLevels[] = {0, 95, 135, 175, 215, 255};
    int nearest = 0, least = std::numeric_limits<int>::max();
    for (int index = 16; index < 256; ++index) {
        const int cube = index - 16, grey = 8 + 10 * (index - 232);
        const Rgb shown = index < 232 ? Rgb{kLevels[cube / 36], kLevels[cube / 6 % 6], kLevels[cube % 6]} : Rgb{grey, grey, grey};
        int distance = 0;
        for (std::size_t i = 0; i < 3; ++i) distance += (shown[i] - wanted[i]) * (shown[i] - wanted[i]);
        if (distance < least) least = distance, nearest = index;
    }
    return nearest;
}

/// A row of a grid for a terminal; blanks as wide where the grid has no such row.
std::string drawn_row(const ArcGrid& grid, int row, Colours colours) {
    std::string text;
    for (int col = 0; col < grid.cols; ++col) {
        if (row >= grid.rows) {
            text += colours == Colours::none ? " " : "  ";
            continue;
        }
        const std::uint8_t colour = at(grid.cells, row * grid.cols + col);
        const Rgb rgb = kPalette[colour];
        if (colours == Colours::none)
            text += static_cast<char>('0' + colour);
        else if (colours == Colours::palette)
            text += "\x1b[48;5;" + std::to_string(nearest_of_256(rgb)) + "m  \x1b[0m";
        else
            text += "\x1b[48;2;" + std::to_string(rgb[0]) + ';' + std::to_string(rgb[1]) + ';' + std::to_string(rgb[2]) +
                    "m  \x1b[0m";
    }
    return text;
}

class ArcPuzzle final : public Puzzle {
public:
    explicit ArcPuzzle(Task task) : Puzzle(std::move(task)) {}

    int vocab_size() const override { return 12; }

    std::vector<Fault> question_faults(Tokens question) const override {
        if (arc_grid(question).rows == 0) return {{{0}, "no grid in the corner of the sheet"}};
        return {};
    }
    std::vector<Fault> answer_faults(Tokens, Tokens answer) const override {
        if (arc_grid(answer).rows == 0) return {{{0}, "no grid in the corner of the sheet"}};
        return {};
    }
    bool has_rules() const override { return false; }

    std::string question_line(Tokens question) const override { return arc_text(arc_grid(question)); }
    std::string answer_line(Tokens, Tokens answer) const override { return arc_text(arc_grid(answer)); }
    std::vector<std::int32_t> read_answer(Tokens, std::string_view line) const override {
        return arc_sheet(parse_arc_grid(line));
    }
    std::string question_text(Tokens question) const override {
        std::string rows = question_line(question);
        std::replace(rows.begin(), rows.end(), '/', '\n');
        return std::string(task().puzzle) + '\n' + rows + '\n';
    }

    /// Question and answer side by side.
    std::string drawing(Tokens question, Tokens answer, Colours colours) const override {
        const ArcGrid before = arc_grid(question), after = arc_grid(answer);
        std::string text;
        for (int row = 0; row < std::max(before.rows, after.rows); ++row)
            text += drawn_row(before, row, colours) + (row == 0 ? " -> " : "    ") + drawn_row(after, row, colours) + '\n';
        return text;
    }
    std::string svg(Tokens question, Tokens answer) const override {
        return arc_svg(std::array{arc_grid(question), arc_grid(answer)});
    }
};

class ArcKind final : public PuzzleKind {
public:
    std::string_view name() const override { return "arc"; }
    std::shared_ptr<const Puzzle> puzzle(const Task& task) const override {
        if (const Task sheet = arc_task(); task.rows != sheet.rows || task.cols != sheet.cols)
            throw Error(ErrorCode::bad_argument, "arc", "", "30 rows and columns",
                        std::to_string(task.rows) + " x " + std::to_string(task.cols));
        return std::make_shared<ArcPuzzle>(task);
    }
    std::shared_ptr<const Puzzle> default_puzzle(int cells, int vocab_size) const override {
        const auto sheet = puzzle(arc_task());
        return sheet->cells() == cells && sheet->vocab_size() == vocab_size ? sheet : nullptr;
    }
    std::optional<ReadPuzzle> read(std::string_view) const override { return std::nullopt; }
    bool has_grids() const override { return true; }
    std::optional<ReadPuzzle> read_grid(std::span<const std::string> rows) const override {
        std::string line;
        for (const std::string& row : rows) line += (line.empty() ? "" : "/") + row;
        return ReadPuzzle{puzzle(arc_task()), arc_sheet(parse_arc_grid(line)), {}};
    }
};

}  // namespace

const PuzzleKind& arc_kind() {
    static const ArcKind kind;
    return kind;
}

Task arc_task() {
    Task task;
    task.puzzle = "arc";
    task.rows = task.cols = 30;
    task.tokens = "_|0123456789";
    return task;
}

std::string arc_svg(std::span<const ArcGrid> grids) {
    constexpr int kCell = 8, kGap = 12;
    int right = 0, lowest = 0;
    std::array<std::string, kPalette.size()> areas;  // a path for each colour, of runs of cells
    std::string lines;
    const auto px = [](int v) { return std::to_string(v); };
    const auto from = [&](int x, int y) { return 'M' + px(x) + ' ' + px(y); };
    for (const ArcGrid& grid : grids) {
        const int width = grid.cols * kCell, height = grid.rows * kCell;
        for (int cell = 0, run = 1; cell < grid.rows * grid.cols; cell += run) {
            const std::uint8_t colour = at(grid.cells, cell);
            for (run = 1; (cell + run) % grid.cols != 0 && at(grid.cells, cell + run) == colour;) ++run;
            areas[colour] += from(right + cell % grid.cols * kCell, cell / grid.cols * kCell) + 'h' + px(run * kCell) + "v8h" +
                             px(-run * kCell) + 'z';
        }
        for (int row = 0; row <= grid.rows; ++row) lines += from(right, row * kCell) + 'h' + px(width);
        for (int col = 0; col <= grid.cols; ++col) lines += from(right + col * kCell, 0) + 'v' + px(height);
        right += width + kGap;
        lowest = std::max(lowest, height);
    }
    const int wide = std::max(right - kGap, 0) + 2, high = lowest + 2;
    std::string text = "<svg width=\"" + px(wide) + "\" height=\"" + px(high) + "\" viewBox=\"-1 -1 " + px(wide) + ' ' +
                       px(high) + "\" class=\"arc\">";
    for (std::size_t colour = 0; colour < areas.size(); ++colour) {
        const auto& [red, green, blue] = kPalette[colour];
        if (!areas[colour].empty())
            text += "<path fill=\"rgb(" + px(red) + ',' + px(green) + ',' + px(blue) + ")\" d=\"" + areas[colour] + "\"/>";
    }
    return text + "<path stroke=\"#555\" d=\"" + lines + "\"/></svg>";
}

}  // namespace ptrm
