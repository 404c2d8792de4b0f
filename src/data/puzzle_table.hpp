#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/raw_puzzle.hpp"

namespace ptrm {

/// A table of puzzles: its header names a column `question`, `puzzle`, `quizzes`, `sudoku` or `grid`, and perhaps `answer` or
/// `solution`, `source`, `rating`, `kind`, `rows`, `cols` and `box`. Columns stand between commas, semicolons or tabs.
class PuzzleTable {
public:
    /// The table whose header is this line; nothing for a line that names no column of questions.
    static std::optional<PuzzleTable> from_header(std::string_view line);

    /// Whether a line may be a row: it has a separator, or the table has one column.
    bool may_be_row(std::string_view line) const;
    /// A row. @throws Error (bad_puzzle) for too few fields, subject and place left to the caller
    RawPuzzle row(std::string_view line) const;

private:
    char separator_ = ',';
    int columns_ = 0;
    int question_ = -1, answer_ = -1, source_ = -1, rating_ = -1, kind_ = -1, rows_ = -1, cols_ = -1, box_ = -1;
};

/// Whether a quote is open at the end of a row: it goes on in the next line.
bool has_open_quote(std::string_view line);

}  // namespace ptrm
