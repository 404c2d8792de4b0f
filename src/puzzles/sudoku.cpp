#include "puzzles/sudoku.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/units.hpp"

namespace ptrm {
namespace {

constexpr std::string_view kSymbols = ".123456789ABCDEFG";

/// A grid may come from anywhere. @throws Error (bad_argument) for one that is none of its shape
void check(const Sudoku& grid) {
    grid.shape.validate();
    if (std::ssize(grid.cells) != grid.shape.cells())
        throw Error(ErrorCode::bad_argument, "sudoku", "", std::to_string(grid.shape.cells()) + " cells",
                    std::to_string(grid.cells.size()));
    for (const int cell : grid.cells)
        if (cell > grid.shape.side())
            throw Error(ErrorCode::bad_argument, "sudoku", "", "digits up to " + std::to_string(grid.shape.side()),
                        std::to_string(cell));
}

std::string unit_name(const SudokuUnits& units, int unit) {
    const int side = units.side;
    if (unit < side) return "row " + std::to_string(unit + 1);
    if (unit < 2 * side) return "column " + std::to_string(unit - side + 1);
    return "box " + std::to_string(unit - 2 * side + 1);
}

std::string cell_name(int cell, int side) {
    return "row " + std::to_string(cell / side + 1) + " column " + std::to_string(cell % side + 1);
}

}  // namespace

std::string SudokuShape::name() const { return std::to_string(side()) + "x" + std::to_string(side()); }

std::optional<SudokuShape> SudokuShape::of_side(int side) {
    switch (side) {
        case 4: return SudokuShape{2, 2};
        case 6: return SudokuShape{2, 3};
        case 8: return SudokuShape{2, 4};
        case 9: return SudokuShape{3, 3};
        case 10: return SudokuShape{2, 5};
        case 12: return SudokuShape{3, 4};
        case 15: return SudokuShape{3, 5};
        case 16: return SudokuShape{4, 4};
        default: return std::nullopt;
    }
}

SudokuShape SudokuShape::parse(const std::string& text) {
    SudokuShape shape{0, 0};
    char rest = 0;
    if (std::sscanf(text.c_str(), "%dx%d%c", &shape.box_rows, &shape.box_cols, &rest) != 2)
        throw Error(ErrorCode::bad_argument, "--box", "", "ROWSxCOLUMNS such as 3x3", "'" + text + "'");
    shape.validate();
    return shape;
}

void SudokuShape::validate() const {
    const bool fits = box_rows >= 1 && box_cols >= 1 && box_rows <= 16 && box_cols <= 16 && side() >= 2 && side() <= 16;
    if (!fits)
        throw Error(ErrorCode::bad_argument, "Sudoku box", "", "ROWSxCOLUMNS with a side of 2 to 16 cells",
                    std::to_string(box_rows) + "x" + std::to_string(box_cols));
}

int Sudoku::clues() const {
    return static_cast<int>(std::count_if(cells.begin(), cells.end(), [](std::uint8_t cell) { return cell != 0; }));
}

char sudoku_symbol(int cell) { return kSymbols.at(static_cast<std::size_t>(cell)); }

std::optional<int> sudoku_cell(char symbol) {
    if (std::string_view("0_-*xX?").find(symbol) != std::string_view::npos) return 0;
    const auto at = kSymbols.find(static_cast<char>(std::toupper(static_cast<unsigned char>(symbol))));
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<int>(at);
}

Sudoku parse_sudoku(std::string_view line, SudokuShape shape) {
    shape.validate();
    Sudoku grid{shape, {}};
    grid.cells.reserve(line.size());
    for (std::size_t column = 0; column < line.size(); ++column) {
        const auto cell = sudoku_cell(line[column]);
        if (!cell || *cell > shape.side())
            throw Error(ErrorCode::bad_puzzle, "Sudoku", "column " + std::to_string(column + 1),
                        std::string("a blank (. 0 _) or a digit up to ") + sudoku_symbol(shape.side()),
                        std::string("'") + line[column] + "'");
        grid.cells.push_back(static_cast<std::uint8_t>(*cell));
    }
    if (count_of(grid.cells) != shape.cells())
        throw Error(ErrorCode::bad_puzzle, "Sudoku", "column " + std::to_string(line.size() + 1),
                    std::to_string(shape.cells()) + " cells", std::to_string(grid.cells.size()));
    return grid;
}

std::optional<SudokuConflict> sudoku_conflict(const Sudoku& grid) {
    check(grid);
    const SudokuUnits& units = sudoku_units(grid.shape);
    for (int unit = 0; unit < units.count(); ++unit) {
        std::array<int, 17> seen;
        seen.fill(-1);
        for (const int cell : units.cells_of(unit)) {
            const int digit = at(grid.cells, cell);
            if (digit == 0) continue;
            int& first = at(seen, digit);
            if (first >= 0)
                return SudokuConflict{first, cell,
                                      std::string("the digit ") + sudoku_symbol(digit) + " stands twice in " +
                                          unit_name(units, unit) + ", at " + cell_name(first, units.side) + " and " +
                                          cell_name(cell, units.side)};
            first = cell;
        }
    }
    return std::nullopt;
}

bool sudoku_solves(const Sudoku& question, const Sudoku& answer) {
    check(question);
    check(answer);
    if (answer.shape != question.shape || answer.cells.size() != question.cells.size()) return false;
    for (std::size_t i = 0; i < answer.cells.size(); ++i) {
        if (answer.cells[i] == 0) return false;
        if (question.cells[i] != 0 && question.cells[i] != answer.cells[i]) return false;
    }
    return !sudoku_conflict(answer);
}

std::string sudoku_line(const Sudoku& grid) {
    check(grid);
    std::string line;
    line.reserve(grid.cells.size());
    for (const int cell : grid.cells) line += sudoku_symbol(cell);
    return line;
}

std::string sudoku_drawing(const Sudoku& grid, const Sudoku* question, bool colour) {
    check(grid);
    if (question != nullptr) check(*question);
    const int side = grid.shape.side();
    std::string rule;
    for (int box = 0; box < grid.shape.box_rows; ++box) rule.append(1, '+').append(to_size(2 * grid.shape.box_cols + 1), '-');
    rule += "+\n";

    std::string drawing;
    for (int row = 0; row < side; ++row) {
        if (row % grid.shape.box_rows == 0) drawing += rule;
        for (int column = 0; column < side; ++column) {
            if (column % grid.shape.box_cols == 0) drawing += "| ";
            const int cell = row * side + column;
            const bool bold = colour && question != nullptr && at(question->cells, cell) != 0;
            if (bold) drawing += "\x1b[1m";
            drawing += sudoku_symbol(at(grid.cells, cell));
            if (bold) drawing += "\x1b[0m";
            drawing += ' ';
        }
        drawing += "|\n";
    }
    return drawing + rule;
}

std::vector<std::int32_t> sudoku_tokens(const Sudoku& grid) {
    check(grid);
    std::vector<std::int32_t> tokens(grid.cells.size());
    std::transform(grid.cells.begin(), grid.cells.end(), tokens.begin(), [](int cell) { return cell + 1; });
    return tokens;
}

Sudoku sudoku_from_tokens(SudokuShape shape, std::span<const std::int32_t> tokens) {
    Sudoku grid{shape, std::vector<std::uint8_t>(tokens.size())};
    std::transform(tokens.begin(), tokens.end(), grid.cells.begin(), [&](std::int32_t token) {
        return static_cast<std::uint8_t>(token >= 2 && token <= shape.side() + 1 ? token - 1 : 0);
    });
    return grid;
}

}  // namespace ptrm
