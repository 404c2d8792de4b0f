#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace ptrm {

/// The boxes of a Sudoku: `box_rows` x `box_cols` cells each, so that a side has box_rows * box_cols cells (at most 16).
struct SudokuShape {
    int box_rows = 3;  ///< height of a box
    int box_cols = 3;  ///< its width

    /// Rows, columns and digits.
    int side() const { return box_rows * box_cols; }
    /// Of the grid.
    int cells() const { return side() * side(); }
    /// "9x9", the name by which a shipped model is found.
    std::string name() const;
    /// Reads "3x3". @throws Error (bad_argument)
    static SudokuShape parse(const std::string& text);
    /// The usual shape of a side: 4 is 2x2, 6 is 2x3, 8 is 2x4, 9 is 3x3, 10 is 2x5, 12 is 3x4, 15 is 3x5, 16 is 4x4.
    static std::optional<SudokuShape> of_side(int side);
    /// @throws Error (bad_argument) for a box no Sudoku up to 16x16 has
    void validate() const;

    /// Of the same boxes.
    friend bool operator==(const SudokuShape&, const SudokuShape&) = default;
};

/// Kind, size and symbols of a Sudoku of this shape, as model files say them.
Task sudoku_task(SudokuShape shape);

/// A grid, row-major: 0 is a blank, 1..side a digit.
struct Sudoku {
    SudokuShape shape;                ///< its boxes
    std::vector<std::uint8_t> cells;  ///< side * side of them

    /// Cells that are no blank.
    int clues() const;
    /// Of the same shape and cells.
    friend bool operator==(const Sudoku&, const Sudoku&) = default;
};

/// The symbol of a cell: `.` for a blank, 1..9, then A (10) to G (16).
char sudoku_symbol(int cell);
/// The cell a symbol stands for (`.`, `0`, `_`, `-`, `*`, `x` and `?` are blank; letters in either case), or nothing.
std::optional<int> sudoku_cell(char symbol);

/// Reads one line of side * side symbols.
/// @throws Error (bad_puzzle), `where` naming the column, for a wrong length, an unknown symbol or a digit above the side
Sudoku parse_sudoku(std::string_view line, SudokuShape shape);

/// Two cells that break a rule together.
struct SudokuConflict {
    int first_cell;    ///< row-major from 0
    int second_cell;   ///< likewise
    std::string text;  ///< "the digit 5 stands twice in row 1, at row 1 column 2 and row 1 column 7"
};
/// The first two equal digits that share a row, column or box, or nothing.
std::optional<SudokuConflict> sudoku_conflict(const Sudoku& grid);

/// True if `answer` is full, obeys the rules and keeps every clue of `question`.
bool sudoku_solves(const Sudoku& question, const Sudoku& answer);

/// One line of side * side symbols.
std::string sudoku_line(const Sudoku& grid);

/// The grid drawn with a frame; with `question` and `colour`, its clues are bold and the filled cells are not.
std::string sudoku_drawing(const Sudoku& grid, const Sudoku* question = nullptr, bool colour = false);

/// The tokens of the official data sets: 0 pad (unused), 1 blank, d + 1 for the digit d.
std::vector<std::int32_t> sudoku_tokens(const Sudoku& grid);
/// The reverse; a token that is no digit of this shape becomes a blank.
Sudoku sudoku_from_tokens(SudokuShape shape, std::span<const std::int32_t> tokens);

/// Number `index` of the endless sequence of symmetries that `seed` defines, on these tokens: digits change names, bands and the
/// rows in them change places, so do stacks and columns, and square boxes may be transposed. Number 0 is the identity.
Symmetry sudoku_symmetry(SudokuShape shape, std::uint64_t seed, std::uint64_t index);

}  // namespace ptrm
