#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "data/grid_entry.hpp"
#include "puzzles/sudoku.hpp"

namespace ptrm {

using SudokuEntry = GridEntry<Sudoku>;

/// Reads Sudoku puzzles one by one from any of these kinds of text, told apart by their content:
///  - a puzzle a line: side * side symbols (`.`, `0`, `_`, `-`, `*`, `x`, `?` blank; letters above 9), in quotes or not; what
///  follows
///    it and a separator is left out;
///  - grids of one row a line, with or without spaces and frame characters, blank lines allowed between bands, titles above;
///  - tables between commas, semicolons or tabs, with a header that names a column `question`, `puzzle`, `quizzes`, `sudoku` or
///  `grid`, and
///    perhaps `answer` or `solution`, `source` and `rating`, or without a header;
///  - JSON Lines of objects with such names, or one JSON array of texts, objects or rows of numbers.
/// Blank lines and what follows a `#` are skipped. A line of 16 symbols is a 4x4 puzzle unless a symbol above 4 or a space
/// shows that it is a row of a 16x16 grid; `shape` settles it. Where dots mark the blanks of a 16x16, `0` is its sixteenth digit.
class SudokuReader {
public:
    /// @param in    kept by reference, must outlive the reader
    /// @param name  the file's name, for errors and `SudokuEntry::place`
    /// @param shape accept only this shape; without it, the usual shape of each puzzle's length
    SudokuReader(std::istream& in, std::string name, std::optional<SudokuShape> shape = std::nullopt);
    ~SudokuReader();
    SudokuReader(SudokuReader&&) noexcept;
    SudokuReader& operator=(SudokuReader&&) noexcept;

    /// The next puzzle, or nothing at the end of the text.
    /// @throws Error (bad_puzzle) with subject "FILE:LINE:COLUMN" for a malformed puzzle or clues that contradict each other;
    ///         the next call goes on behind it. Error (bad_file) for a text of another kind, gzip or UTF-16
    ///         among them: it ends here. Error (io) if the stream fails.
    std::optional<SudokuEntry> next();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ptrm
