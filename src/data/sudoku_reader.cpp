#include "ptrm/sudoku_reader.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "formats/csv.hpp"
#include "formats/lines.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

struct Symbol {
    char text;
    int line, column;
};

bool is_frame(char c) {
    return c == ' ' || c == '\t' || c == '|' || c == '+' || c == '-' || c == '=' || static_cast<unsigned char>(c) >= 0x80;
}

std::optional<SudokuShape> shape_of_cells(std::size_t cells) {
    for (int side = 1; side <= 16; ++side)
        if (static_cast<std::size_t>(side * side) == cells) return SudokuShape::of_side(side);
    return std::nullopt;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    text.erase(0, text.find_first_not_of(' '));
    return text.erase(text.find_last_not_of(' ') + 1);
}

}  // namespace

struct SudokuReader::Impl {
    LineReader lines;
    std::optional<SudokuShape> wanted;

    bool started = false, again = false;  // again: look at the current line once more
    int question_column = -1, answer_column = -1, source_column = -1;

    std::vector<Symbol> rows;  // of the grid that is being collected
    std::optional<SudokuShape> rows_shape;
    int row_count = 0;
    std::optional<Error> rows_error;

    [[noreturn]] void fail(int line, int column, std::string expected, std::string got = {}) const {
        throw Error(ErrorCode::bad_puzzle, lines.place(line, column), "", std::move(expected), std::move(got));
    }

    std::optional<SudokuShape> full_shape(std::size_t symbols) const {
        if (wanted) return static_cast<std::size_t>(wanted->cells()) == symbols ? wanted : std::nullopt;
        return shape_of_cells(symbols);
    }

    std::optional<SudokuShape> row_shape(std::size_t symbols) const {
        if (wanted) return static_cast<std::size_t>(wanted->side()) == symbols ? wanted : std::nullopt;
        return symbols <= 16 ? SudokuShape::of_side(static_cast<int>(symbols)) : std::nullopt;
    }

    std::string lengths() const {
        return wanted ? std::to_string(wanted->cells()) + " cells, or a row of " + std::to_string(wanted->side())
                      : "a whole puzzle (16, 36, 64, 81, 100, 144, 225 or 256 cells) or a row of one";
    }

    Sudoku to_sudoku(const std::vector<Symbol>& symbols, SudokuShape shape) const {
        Sudoku grid{shape, {}};
        for (const Symbol& symbol : symbols) {
            const auto cell = sudoku_cell(symbol.text);
            if (!cell || *cell > shape.side())
                fail(symbol.line, symbol.column, std::string("a blank (. 0 _) or a digit up to ") + sudoku_symbol(shape.side()),
                     std::string("'") + symbol.text + "'");
            grid.cells.push_back(static_cast<std::uint8_t>(*cell));
        }
        return grid;
    }

    SudokuEntry entry(const std::vector<Symbol>& symbols, SudokuShape shape) const {
        SudokuEntry result{to_sudoku(symbols, shape), std::nullopt, "",
                           lines.name() + ":" + std::to_string(symbols.front().line)};
        if (const auto conflict = sudoku_conflict(result.question)) {
            const Symbol& second = symbols[static_cast<std::size_t>(conflict->second_cell)];
            fail(second.line, second.column, conflict->text);
        }
        return result;
    }

    void read_header() {
        const auto names = split_csv(lines.text());
        const std::string first = lower(names.front().text);
        if (names.size() < 2 && first != "question" && first != "puzzle") return;
        for (int i = 0; i < static_cast<int>(names.size()); ++i) {
            const std::string name = lower(names[static_cast<std::size_t>(i)].text);
            if (name == "question" || name == "puzzle") question_column = i;
            if (name == "answer" || name == "solution") answer_column = i;
            if (name == "source") source_column = i;
        }
        if (question_column < 0)
            throw Error(ErrorCode::bad_puzzle, lines.place(lines.number(), 1), "",
                        "a CSV header with a column question or puzzle", "'" + lines.text().substr(0, 60) + "'");
    }

    std::vector<Symbol> field_symbols(const CsvField& field) const {
        std::vector<Symbol> symbols;
        for (std::size_t i = 0; i < field.text.size(); ++i)
            symbols.push_back({field.text[i], lines.number(), field.column + static_cast<int>(i)});
        return symbols;
    }

    SudokuEntry read_record() {
        const auto fields = split_csv(lines.text());
        const auto field = [&](int column) -> const CsvField& {
            if (column >= static_cast<int>(fields.size()))
                fail(lines.number(), static_cast<int>(lines.text().size()) + 1,
                     "at least " + std::to_string(column + 1) + " fields", std::to_string(fields.size()));
            return fields[static_cast<std::size_t>(column)];
        };
        const CsvField& question = field(question_column);
        const auto shape = full_shape(question.text.size());
        if (!shape)
            fail(lines.number(), question.column + static_cast<int>(question.text.size()),
                 wanted ? std::to_string(wanted->cells()) + " cells" : "16, 36, 64, 81, 100, 144, 225 or 256 cells",
                 std::to_string(question.text.size()));
        SudokuEntry result = entry(field_symbols(question), *shape);
        if (answer_column >= 0) {
            const CsvField& answer = field(answer_column);
            if (answer.text.size() != question.text.size())
                fail(lines.number(), answer.column, std::to_string(question.text.size()) + " cells in the answer",
                     std::to_string(answer.text.size()));
            result.answer = to_sudoku(field_symbols(answer), *shape);
        }
        if (source_column >= 0) result.group = field(source_column).text;
        return result;
    }

    void drop_rows() {
        rows.clear();
        rows_shape.reset();
        row_count = 0;
        rows_error.reset();
    }

    [[noreturn]] void fail_unfinished() {
        const Symbol last = rows.back();
        const int missing = rows_shape->side() - row_count;
        const Error error = rows_error.value_or(Error(ErrorCode::bad_puzzle, lines.place(last.line, last.column), "",
                                                      "a grid of " + std::to_string(rows_shape->side()) + " rows",
                                                      std::to_string(rows_shape->side() - missing)));
        drop_rows();
        throw error;
    }

    /// Takes the current line as a row; gives the entry when it was the last one.
    std::optional<SudokuEntry> add_row(const std::vector<Symbol>& symbols) {
        const auto side = static_cast<std::size_t>(rows_shape->side());
        if (symbols.size() != side && !rows_error)
            rows_error = Error(ErrorCode::bad_puzzle, lines.place(lines.number(), symbols.back().column + 1), "",
                               "a row of " + std::to_string(side) + " cells", std::to_string(symbols.size()));
        rows.insert(rows.end(), symbols.begin(), symbols.end());
        if (++row_count < rows_shape->side()) return std::nullopt;
        const auto done = std::move(rows);
        const SudokuShape shape = *rows_shape;
        const auto error = rows_error;
        drop_rows();
        if (error) throw *error;
        return entry(done, shape);
    }

    std::optional<SudokuEntry> next() {
        while (std::exchange(again, false) || lines.next()) {
            if (lines.text().size() >= LineReader::kLongest)
                fail(lines.number(), static_cast<int>(LineReader::kLongest), "a shorter line");
            const std::string text = lines.text().substr(0, lines.text().find('#'));
            std::vector<Symbol> symbols;
            for (std::size_t i = 0; i < text.size(); ++i)
                if (!is_frame(text[i])) symbols.push_back({text[i], lines.number(), static_cast<int>(i) + 1});
            if (symbols.empty()) {
                // Between bands a blank line is layout; elsewhere it ends a grid that lacks rows.
                if (text.empty() && row_count % (rows_shape ? rows_shape->box_rows : 1) != 0) fail_unfinished();
                continue;
            }
            if (!std::exchange(started, true)) {
                read_header();
                if (question_column >= 0) continue;
            }
            if (question_column >= 0) return read_record();

            auto full = full_shape(symbols.size());
            if (full && !wanted && symbols.size() == 16) {
                const bool spaced = symbols.back().column - symbols.front().column > 15;
                const bool row_of_16 = spaced || std::any_of(symbols.begin(), symbols.end(), [](const Symbol& symbol) {
                                           return sudoku_cell(symbol.text).value_or(0) > 4;
                                       });
                if (row_of_16 || (rows_shape && rows_shape->side() == 16)) full.reset();
            }
            if (rows_shape) {
                if (full) {
                    again = true;
                    fail_unfinished();
                }
                if (auto done = add_row(symbols)) return done;
                continue;
            }
            if (full) return entry(symbols, *full);
            rows_shape = row_shape(symbols.size());
            if (!rows_shape) fail(lines.number(), symbols.back().column + 1, lengths(), std::to_string(symbols.size()));
            add_row(symbols);
        }
        if (rows_shape) fail_unfinished();
        return std::nullopt;
    }
};

SudokuReader::SudokuReader(std::istream& in, std::string name, std::optional<SudokuShape> shape)
    : impl_(new Impl{LineReader(in, std::move(name)), shape, {}, {}, -1, -1, -1, {}, {}, {}, {}}) {}
SudokuReader::~SudokuReader() = default;
SudokuReader::SudokuReader(SudokuReader&&) noexcept = default;
SudokuReader& SudokuReader::operator=(SudokuReader&&) noexcept = default;

std::optional<SudokuEntry> SudokuReader::next() { return impl_->next(); }

}  // namespace ptrm
