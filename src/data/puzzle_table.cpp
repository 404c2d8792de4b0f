#include "data/puzzle_table.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/index.hpp"
#include "data/column_names.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    text.erase(0, text.find_first_not_of(' '));
    return text.erase(text.find_last_not_of(' ') + 1);
}

}  // namespace

void PuzzleTable::read_header(const LineReader& lines, const std::function<bool(const std::string&)>& looks_right) {
    for (const char separator : {';', '\t'})
        if (lines.text().find(separator) != std::string::npos && lines.text().find(',') == std::string::npos)
            separator_ = separator;
    const auto names = split_csv(lines.text(), separator_);
    for (int i = 0; i < count_of(names); ++i) {
        const std::string name = lower(at(names, i).text);
        if (is_one_of(name, kQuestionNames) && question_ < 0) question_ = i;
        if (is_one_of(name, kAnswerNames) && answer_ < 0) answer_ = i;  // `answers` of --check is a count
        if (name == "source") source_ = i;
        if (name == "rating") rating_ = i;
    }
    if (question_ >= 0 || names.size() < 2) return;
    answer_ = source_ = rating_ = -1;
    for (int i = 0; looks_right && i < count_of(names); ++i)
        if (looks_right(at(names, i).text)) (question_ < 0 ? question_ : answer_ < 0 ? answer_ : source_) = i;
    source_ = -1;
    headless_ = question_ >= 0;
    if (question_ < 0)
        throw Error(ErrorCode::bad_file, lines.place(lines.number(), 1), "", "a CSV header with a column question or puzzle",
                    "'" + lines.text().substr(0, 60) + "'");
}

PuzzleTable::Record PuzzleTable::record(const LineReader& lines) const {
    const auto fields = split_csv(lines.text(), separator_);
    const auto field = [&](int column) -> const CsvField& {
        if (column >= count_of(fields))
            throw Error(ErrorCode::bad_puzzle, lines.place(lines.number(), count_of(lines.text()) + 1), "",
                        "at least " + std::to_string(column + 1) + " fields between '" + std::string(1, separator_) +
                            "', as the header says",
                        std::to_string(fields.size()));
        return at(fields, column);
    };
    Record record{field(question_), std::nullopt, "", std::nullopt};
    if (answer_ >= 0) record.answer = field(answer_);
    if (source_ >= 0) record.source = field(source_).text;
    if (rating_ >= 0) {
        const std::string& text = field(rating_).text;
        long rating = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), rating);
        if (problem == std::errc() && end == text.data() + text.size()) record.rating = rating;
    }
    return record;
}

}  // namespace ptrm
