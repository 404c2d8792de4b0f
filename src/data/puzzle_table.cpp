#include "data/puzzle_table.hpp"

#include <algorithm>
#include <cstdio>

#include "base/index.hpp"
#include "base/numbers.hpp"
#include "data/column_names.hpp"
#include "formats/csv.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
bool has_open_quote(std::string_view line) { return std::count(line.begin(), line.end(), '"') % 2 != 0; }

std::optional<PuzzleTable> PuzzleTable::from_header(std::string_view line) {
    if (line.size() > 4096) return std::nullopt;  // no header is that long
    PuzzleTable table;
    for (const char separator : {';', '\t'})
        if (line.find(separator) != std::string_view::npos && line.find(',') == std::string_view::npos)
            table.separator_ = separator;
    const auto names = split_csv(line, table.separator_);
    table.columns_ = count_of(names);
    for (int i = 0; i < table.columns_; ++i) {
        const std::string name = lower_case(at(names, i).text);
        if (is_one_of(name, kQuestionNames) && table.question_ < 0) table.question_ = i;
        if (is_one_of(name, kAnswerNames) && table.answer_ < 0) table.answer_ = i;  // `answers` of --check is a count
        if (name == "source") table.source_ = i;
        if (name == "rating") table.rating_ = i;
        if (name == "kind") table.kind_ = i;
        if (name == "rows") table.rows_ = i;
        if (name == "cols") table.cols_ = i;
        if (name == "box") table.box_ = i;
    }
    return table.question_ >= 0 ? std::optional(table) : std::nullopt;
}

bool PuzzleTable::may_be_row(std::string_view line) const {
    return columns_ == 1 || line.find(separator_) != std::string_view::npos;
}

RawPuzzle PuzzleTable::row(std::string_view line) const {
    const auto fields = split_csv(line, separator_);
    const auto field = [&](int column) -> const CsvField& {
        if (column >= count_of(fields))
            throw Error(ErrorCode::bad_puzzle, "row", "",
                        "at least " + std::to_string(column + 1) + " fields between '" + std::string(1, separator_) +
                            "', as the header says",
                        std::to_string(fields.size()));
        return at(fields, column);
    };
    RawPuzzle raw;
    raw.question = field(question_).text;
    raw.column = field(question_).column;
    if (answer_ >= 0) raw.answer = field(answer_).text;
    if (source_ >= 0) raw.source = field(source_).text;
    if (rating_ >= 0) raw.rating = parse_number<std::int64_t>(field(rating_).text);
    if (kind_ >= 0) raw.kind = lower_case(field(kind_).text);
    if (rows_ >= 0) raw.rows = parse_number<int>(field(rows_).text).value_or(0);
    if (cols_ >= 0) raw.cols = parse_number<int>(field(cols_).text).value_or(0);
    if (box_ >= 0 && std::sscanf(field(box_).text.c_str(), "%dx%d", &raw.box_rows, &raw.box_cols) != 2)
        raw.box_rows = raw.box_cols = 0;
    return raw;
}

}  // namespace ptrm
