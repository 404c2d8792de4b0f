#include "data/puzzle_table.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "ptrm/error.hpp"

namespace ptrm {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    text.erase(0, text.find_first_not_of(' '));
    return text.erase(text.find_last_not_of(' ') + 1);
}

}  // namespace

void PuzzleTable::read_header(const LineReader& lines) {
    const auto names = split_csv(lines.text());
    const std::string first = lower(names.front().text);
    if (names.size() < 2 && first != "question" && first != "puzzle") return;
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
        const std::string name = lower(names[static_cast<std::size_t>(i)].text);
        if (name == "question" || name == "puzzle") question_ = i;
        if (name == "answer" || name == "solution") answer_ = i;
        if (name == "source") source_ = i;
        if (name == "rating") rating_ = i;
    }
    if (question_ < 0)
        throw Error(ErrorCode::bad_puzzle, lines.place(lines.number(), 1), "", "a CSV header with a column question or puzzle",
                    "'" + lines.text().substr(0, 60) + "'");
}

PuzzleTable::Record PuzzleTable::record(const LineReader& lines) const {
    const auto fields = split_csv(lines.text());
    const auto field = [&](int column) -> const CsvField& {
        if (column >= static_cast<int>(fields.size()))
            throw Error(ErrorCode::bad_puzzle, lines.place(lines.number(), static_cast<int>(lines.text().size()) + 1), "",
                        "at least " + std::to_string(column + 1) + " comma-separated fields, as the header says",
                        std::to_string(fields.size()));
        return fields[static_cast<std::size_t>(column)];
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
