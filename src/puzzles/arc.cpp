#include "puzzles/arc.hpp"

#include <algorithm>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

constexpr int kSide = 30, kColours = 10;
constexpr std::int32_t kEdge = 1, kFirstColour = 2;

[[noreturn]] void fail(const std::string& what, const std::string& expected, std::string_view got) {
    throw Error(ErrorCode::bad_puzzle, what, "", expected, "'" + std::string(got.substr(0, 60)) + "'");
}

bool is_colour(std::int32_t token) { return token >= kFirstColour && token < kFirstColour + kColours; }

/// Where the cell (row, col) of a grid of rows x cols goes to.
std::pair<int, int> turned(int turn, int row, int col, int rows, int cols) {
    const int up = rows - 1 - row, left = cols - 1 - col;
    switch (turn) {
        case 1: return {left, row};
        case 2: return {up, left};
        case 3: return {col, up};
        case 4: return {row, left};
        case 5: return {up, col};
        case 6: return {col, row};
        case 7: return {left, up};
        default: return {row, col};
    }
}

ArcGrid turned(const ArcGrid& grid, int turn) {
    const bool swaps = turn == 1 || turn == 3 || turn == 6 || turn == 7;
    ArcGrid out{swaps ? grid.cols : grid.rows, swaps ? grid.rows : grid.cols, std::vector<std::uint8_t>(grid.cells.size())};
    for (int row = 0; row < grid.rows; ++row) {
        for (int col = 0; col < grid.cols; ++col) {
            const auto [to_row, to_col] = turned(turn, row, col, grid.rows, grid.cols);
            at(out.cells, to_row * out.cols + to_col) = at(grid.cells, row * grid.cols + col);
        }
    }
    return out;
}

}  // namespace

std::string arc_text(const ArcGrid& grid) {
    std::string text;
    for (std::size_t i = 0; i < grid.cells.size(); ++i) {
        if (i > 0 && i % to_size(grid.cols) == 0) text += '/';
        text += static_cast<char>('0' + grid.cells[i]);
    }
    return text;
}

ArcGrid parse_arc_grid(std::string_view text) {
    ArcGrid grid;
    for (std::size_t begin = 0; begin < text.size(); ++grid.rows) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        const auto cols = static_cast<int>(end - begin);
        if (grid.rows == 0) grid.cols = cols;
        if (cols != grid.cols || cols < 1 || cols > kSide || grid.rows == kSide)
            fail("ARC grid", "1 to 30 rows of 1 to 30 digits, equally long, with / between them", text);
        for (; begin < end; ++begin) {
            if (text[begin] < '0' || text[begin] > '9') fail("ARC grid", "digits and /", text);
            grid.cells.push_back(static_cast<std::uint8_t>(text[begin] - '0'));
        }
        begin = end + 1;
    }
    return grid;
}

std::vector<std::int32_t> arc_sheet(const ArcGrid& grid) {
    std::vector<std::int32_t> sheet(kSide * kSide);
    const auto place = [&](int row, int col) -> std::int32_t& { return at(sheet, row * kSide + col); };
    for (int row = 0; row < grid.rows; ++row)
        for (int col = 0; col < grid.cols; ++col) place(row, col) = kFirstColour + at(grid.cells, row * grid.cols + col);
    for (int col = 0; col < grid.cols && grid.rows < kSide; ++col) place(grid.rows, col) = kEdge;
    for (int row = 0; row < grid.rows && grid.cols < kSide; ++row) place(row, grid.cols) = kEdge;
    return sheet;
}

ArcGrid arc_grid(Tokens sheet) {
    if (sheet.size() != kSide * kSide) fail("ARC sheet", "900 tokens", std::to_string(sheet.size()));
    int rows = 0, cols = 0, width = kSide;
    for (int row = 0; row < kSide; ++row) {
        int run = 0;
        while (run < width && is_colour(at(sheet, row * kSide + run))) ++run;
        width = run;  // a rectangle is no wider than any of its rows
        if ((row + 1) * width > rows * cols) rows = row + 1, cols = width;
    }
    ArcGrid grid{rows, cols, {}};
    for (int row = 0; row < rows; ++row)
        for (int col = 0; col < cols; ++col)
            grid.cells.push_back(static_cast<std::uint8_t>(at(sheet, row * kSide + col) - kFirstColour));
    return grid;
}

ArcGrid ArcAugmentation::apply(const ArcGrid& grid) const {
    ArcGrid out = turned(grid, turn);
    for (auto& colour : out.cells) colour = colours[colour];
    return out;
}

ArcGrid ArcAugmentation::undo(const ArcGrid& grid) const {
    const int back = turn == 1 ? 3 : turn == 3 ? 1 : turn;
    ArcGrid out = turned(grid, back);
    for (auto& colour : out.cells)
        colour = static_cast<std::uint8_t>(std::find(colours.begin(), colours.end(), colour) - colours.begin());
    return out;
}

ArcName parse_arc_name(std::string_view name) {
    constexpr std::string_view kBars = "|||";
    const auto first = name.find(kBars);
    if (first == std::string_view::npos) return {std::string(name), {}};
    ArcName parsed{std::string(name.substr(0, first)), {}};
    const auto last = name.rfind(kBars);
    const std::string_view digits = name.substr(last + 3),
                           turn = last > first ? name.substr(first + 3, last - first - 3) : std::string_view();
    const auto bars = turn.rfind(kBars);
    const std::string_view which = bars == std::string_view::npos ? turn : turn.substr(bars + 3);
    const char* expected = "TASK or TASK|||tK|||DIGITS, K from 0 to 7 and DIGITS a permutation of 0123456789";
    if (which.size() != 2 || which[0] != 't' || which[1] < '0' || which[1] > '7' || digits.size() != kColours)
        fail("ARC puzzle", expected, name);
    parsed.augmentation.turn = which[1] - '0';
    std::array<bool, kColours> seen{};
    for (std::size_t colour = 0; colour < kColours; ++colour) {
        const int becomes = digits[colour] - '0';
        if (becomes < 0 || becomes >= kColours || std::exchange(at(seen, becomes), true)) fail("ARC puzzle", expected, name);
        parsed.augmentation.colours[colour] = static_cast<std::uint8_t>(becomes);
    }
    return parsed;
}

}  // namespace ptrm
