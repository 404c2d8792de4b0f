#pragma once

#include <optional>
#include <string>

#include "formats/csv.hpp"
#include "formats/lines.hpp"

namespace ptrm {

/// A CSV of puzzles, read through a LineReader: its header names a column `question` or `puzzle`, and perhaps `answer` or
/// `solution`, `source` and `rating`.
class PuzzleTable {
public:
    struct Record {
        CsvField question;
        std::optional<CsvField> answer;
        std::string source;
        std::optional<long> rating;  ///< nothing where the field is no whole number
    };

    /// Looks at the first line of a text. Without a comma, and named otherwise, it is no header but a puzzle.
    /// @throws Error (bad_puzzle) for a header without a question
    void read_header(const LineReader& lines);
    /// Whether there was a header.
    explicit operator bool() const { return question_ >= 0; }
    /// The current line. @throws Error (bad_puzzle) for one that lacks fields
    Record record(const LineReader& lines) const;

private:
    int question_ = -1, answer_ = -1, source_ = -1, rating_ = -1;
};

}  // namespace ptrm
