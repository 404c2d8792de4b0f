#pragma once

#include <functional>
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
        std::optional<std::int64_t> rating;  ///< nothing where the field is no whole number
    };

    /// Looks at the first line of a text: names of columns between commas, semicolons or tabs make it a header. Where it has
    /// separators, but no name that is known, and looks_right() says of a field that it is a question, it is a table without
    /// header, and the next such field is its answer.
    /// @throws Error (bad_file) for a table of which no column is a question
    void read_header(const LineReader& lines, const std::function<bool(const std::string&)>& looks_right = {});
    /// Whether the line that read_header() saw is a record itself.
    bool headless() const { return headless_; }
    /// Whether it is a table.
    explicit operator bool() const { return question_ >= 0; }
    /// The current line. @throws Error (bad_puzzle) for one that lacks fields
    Record record(const LineReader& lines) const;

private:
    bool headless_ = false;
    char separator_ = ',';
    int question_ = -1, answer_ = -1, source_ = -1, rating_ = -1;
};

}  // namespace ptrm
