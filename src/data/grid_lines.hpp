#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/raw_puzzle.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm {

/// What reading came to, in the order of the text: puzzles, and what is wrong with others.
using Findings = std::deque<std::variant<RawPuzzle, Error>>;

/// The symbols that cells of plain grids may have, and how many of them make a row or a whole grid.
class GridAlphabet {
public:
    /// @param wanted what the puzzles are; null for Sudoku of any size
    explicit GridAlphabet(const Puzzle* wanted);

    bool is_cell(char symbol) const;
    /// Whether so many symbols are a whole grid, or a row of one.
    bool is_whole(std::size_t symbols) const;
    bool is_row(std::size_t symbols) const;
    /// Rows of a grid whose rows have so many symbols.
    int rows_for(std::size_t symbols) const;
    /// Whether symbols fit a grid of this side: digits of a Sudoku can be too large for it.
    bool fits(std::string_view symbols, std::size_t side) const;
    /// Rows after which a blank line may stand within a grid; 0 for any number.
    int band(std::size_t row_symbols) const;
    bool is_sudoku() const { return symbols_.empty(); }
    /// "a whole puzzle (16, 36, ... cells) or a row of one"
    std::string expected() const;

private:
    std::string symbols_;  // of a puzzle known from examples; empty for Sudoku
    int rows_ = 0, cols_ = 0;
    int side_ = 0;  // of a wanted Sudoku, 0 for any
};

/// Finds grids in plain lines: a whole puzzle a line, alone or among other fields; or a row a line, with or without frames, blank
/// lines between bands, titles above, and blanks that are spaces. Text is passed over; a line that is nearly a puzzle is told.
class GridLines {
public:
    GridLines(GridAlphabet alphabet, std::string name) : alphabet_(std::move(alphabet)), name_(std::move(name)) {}

    void add(const std::string& line, int number, Findings& found);
    /// No line of a pending grid follows.
    void finish(Findings& found);

private:
    struct Line {
        std::string text;
        int number;
    };

    std::optional<RawPuzzle> whole_line(const std::string& line, int number) const;
    bool waits_for_more() const;
    bool in_row_of_16() const;
    void take_candidates(Findings& found);
    void interpret(Findings& found);
    bool interpret_spaces(Findings& found);
    void complain(const Line& line, int column, const std::string& expected, const std::string& got, Findings& found) const;

    GridAlphabet alphabet_;
    std::string name_;
    std::vector<Line> pending_;
};

/// Finds mazes in plain lines: a maze a line, or a row a line.
class MazeLines {
public:
    /// @param wanted the maze puzzle that is wanted, or null
    MazeLines(const Puzzle* wanted, std::string name);

    /// Whether a line may be a row of a maze here.
    bool takes(std::string_view line) const;
    void add(std::string line, int number, Findings& found);
    void finish(Findings& found);

private:
    void emit(const std::string& cells, int rows, int cols, int number, Findings& found) const;
    bool is_whole(std::string_view line) const;

    std::string name_;
    bool wanted_;
    int wanted_cells_ = 0;
    std::vector<std::string> rows_;
    int first_ = 0;  // line of the first row
    bool one_a_line_ = false;
    bool too_long_ = false;
};

}  // namespace ptrm
