#include "data/sudoku_reader.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/index.hpp"
#include "data/json_puzzles.hpp"
#include "data/puzzle_table.hpp"
#include "data/text_forms.hpp"
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
        if (to_size(side * side) == cells) return SudokuShape::of_side(side);
    return std::nullopt;
}

bool is_separator(char c) { return c == ',' || c == ';' || c == ':' || c == '\t' || c == ' '; }

/// The symbols of a line, frames and quotes left out. A dash is a blank where it stands among digits and nothing else marks one.
std::vector<Symbol> symbols_of(std::string_view text, int line, bool dashes_are_blanks) {
    std::vector<Symbol> symbols;
    const bool framed =
        text.find_first_of("|+=") != std::string_view::npos || text.find_first_of("._0*?") != std::string_view::npos;
    const bool digits = text.find_first_of("123456789ABCDEFG") != std::string_view::npos;
    const bool dashes = !framed && (digits || dashes_are_blanks);
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '-' ? dashes : !is_frame(text[i]) && text[i] != '"' && text[i] != '\'')
            symbols.push_back({text[i], line, static_cast<int>(i) + 1});
    return symbols;
}

}  // namespace

struct SudokuReader::Impl {
    Impl(std::istream& in, std::string name, std::optional<SudokuShape> shape) : lines(in, std::move(name)), wanted(shape) {}

    LineReader lines;
    std::optional<SudokuShape> wanted;

    bool started = false, again = false;  // again: look at the current line once more
    PuzzleTable table;

    std::vector<Symbol> rows;  // of the grid that is being collected
    std::optional<SudokuShape> rows_shape;
    int row_count = 0;
    std::optional<Error> rows_error;
    bool rows_dashes = false;   // the grid that is being collected marks blanks by dashes
    std::optional<Error> held;  // a line that is no puzzle: a title, if a grid comes next
    bool any = false;           // a puzzle was read
    std::vector<JsonPuzzle> json;
    std::size_t json_at = 0;

    /// Whether a text is a whole puzzle, symbol by symbol.
    bool whole(const std::string& text) const {
        const auto symbols = symbols_of(text, 0, false);
        const auto shape = full_shape(symbols.size());
        return shape && fits(symbols, *shape);
    }

    static bool fits(const std::vector<Symbol>& symbols, SudokuShape shape) {
        return std::all_of(symbols.begin(), symbols.end(), [&](const Symbol& symbol) {
            const auto cell = sudoku_cell(symbol.text);
            return cell && *cell <= shape.side();
        });
    }

    /// A line without what follows a whole puzzle and a separator.
    std::string first_field(const std::string& text) const {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (is_separator(text[i]) && whole(text.substr(0, i))) return text.substr(0, i);
        return text;
    }

    [[noreturn]] void fail(int line, int column, std::string expected, std::string got = {}) const {
        throw Error(ErrorCode::bad_puzzle, lines.place(line, column), "", std::move(expected), std::move(got));
    }

    std::optional<SudokuShape> full_shape(std::size_t symbols) const {
        if (wanted) return to_size(wanted->cells()) == symbols ? wanted : std::nullopt;
        return shape_of_cells(symbols);
    }

    std::optional<SudokuShape> row_shape(std::size_t symbols) const {
        if (wanted) return to_size(wanted->side()) == symbols ? wanted : std::nullopt;
        return symbols <= 16 ? SudokuShape::of_side(static_cast<int>(symbols)) : std::nullopt;
    }

    std::string lengths() const {
        return wanted ? std::to_string(wanted->cells()) + " cells, or a row of " + std::to_string(wanted->side())
                      : "a whole puzzle (16, 36, 64, 81, 100, 144, 225 or 256 cells) or a row of one";
    }

    Sudoku to_sudoku(const std::vector<Symbol>& symbols, SudokuShape shape) const {
        Sudoku grid{shape, {}};
        // Where dots mark the blanks of a 16x16, its digits may begin at 0, which is then the sixteenth.
        const auto has = [&](char c) {
            return std::any_of(symbols.begin(), symbols.end(), [c](const Symbol& symbol) { return symbol.text == c; });
        };
        const bool zero_is_digit = shape.side() == 16 && has('0') && has('.');
        for (const Symbol& symbol : symbols) {
            const auto cell = zero_is_digit && symbol.text == '0' ? 16 : sudoku_cell(symbol.text);
            if (!cell || *cell > shape.side())
                fail(symbol.line, symbol.column, std::string("a blank (. 0 _) or a digit up to ") + sudoku_symbol(shape.side()),
                     std::string("'") + symbol.text + "'");
            grid.cells.push_back(static_cast<std::uint8_t>(*cell));
        }
        return grid;
    }

    SudokuEntry entry(const std::vector<Symbol>& symbols, SudokuShape shape) const {
        SudokuEntry result{to_sudoku(symbols, shape), std::nullopt, "", std::nullopt,
                           lines.name() + ":" + std::to_string(symbols.front().line)};
        if (const auto conflict = sudoku_conflict(result.question)) {
            const Symbol& second = at(symbols, conflict->second_cell);
            fail(second.line, second.column, conflict->text);
        }
        return result;
    }

    std::vector<Symbol> field_symbols(const CsvField& field) const {
        std::vector<Symbol> symbols;
        for (std::size_t i = 0; i < field.text.size(); ++i)
            if (field.text[i] != ' ') symbols.push_back({field.text[i], lines.number(), field.column + static_cast<int>(i)});
        return symbols;
    }

    SudokuEntry read_json() {
        const JsonPuzzle& found = json[json_at++];
        const auto symbols = [&](const std::string& text) {
            std::vector<Symbol> list;
            for (std::size_t i = 0; i < text.size(); ++i)
                list.push_back({text[i], static_cast<int>(json_at), static_cast<int>(i) + 1});
            return list;
        };
        const auto shape = full_shape(found.question.size());
        if (!shape) fail(static_cast<int>(json_at), 1, lengths(), std::to_string(found.question.size()));
        SudokuEntry result = entry(symbols(found.question), *shape);
        if (found.answer.size() == found.question.size()) result.answer = to_sudoku(symbols(found.answer), *shape);
        result.group = found.source;
        return result;
    }

    SudokuEntry read_record() const {
        const PuzzleTable::Record record = table.record(lines);
        const CsvField& question = record.question;
        const auto shape = full_shape(question.text.size());
        if (!shape)
            fail(lines.number(), question.column + count_of(question.text),
                 wanted ? std::to_string(wanted->cells()) + " cells" : "16, 36, 64, 81, 100, 144, 225 or 256 cells",
                 std::to_string(question.text.size()));
        SudokuEntry result = entry(field_symbols(question), *shape);
        if (record.answer) {
            if (record.answer->text.size() != question.text.size())
                fail(lines.number(), record.answer->column, std::to_string(question.text.size()) + " cells in the answer",
                     std::to_string(record.answer->text.size()));
            result.answer = to_sudoku(field_symbols(*record.answer), *shape);
        }
        result.group = record.source;
        result.rating = record.rating;
        return result;
    }

    void drop_rows() {
        rows.clear();
        rows_shape.reset();
        row_count = 0;
        rows_error.reset();
        rows_dashes = false;
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
        const std::size_t side = to_size(rows_shape->side());
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
        SudokuEntry result = entry(done, shape);
        any = true;
        return result;
    }

    [[noreturn]] void throw_held() {
        const Error error = *std::exchange(held, std::nullopt);
        throw error;
    }

    /// Takes the held line, if there is one, for what it was: no puzzle. Titles stand before the first puzzle alone.
    void complain() {
        if (!any || !held) return;
        again = true;
        throw_held();
    }

    std::optional<SudokuEntry> next() {
        if (json_at < json.size()) return read_json();
        while (std::exchange(again, false) || lines.next())
            if (auto found = read_line()) return found;
        if (rows_shape) fail_unfinished();
        if (held) throw_held();
        return std::nullopt;
    }

    /// The puzzle that the current line holds or completes.
    std::optional<SudokuEntry> read_line() {
        if (lines.text().size() >= LineReader::kLongest) fail(lines.number(), LineReader::kLongest, "a shorter line");
        const std::string text = lines.text().substr(0, lines.text().find('#'));
        if (!started && (text.starts_with("{") || text.starts_with("["))) {
            started = true;
            json = read_json_puzzles(lines);
            return json.empty() ? std::nullopt : std::optional(read_json());
        }
        const std::string field = table || rows_shape ? text : first_field(text);
        const auto symbols = symbols_of(field, lines.number(), rows_dashes);
        if (symbols.empty()) {
            // Between bands a blank line is layout; elsewhere it ends a grid that lacks rows.
            if (text.empty() && row_count % (rows_shape ? rows_shape->box_rows : 1) != 0) fail_unfinished();
            return std::nullopt;
        }
        if (!std::exchange(started, true)) {
            if (field == text || text[field.size()] == ',' || text[field.size()] == ';' || text[field.size()] == '\t')
                table.read_header(lines, [this](const std::string& candidate) { return whole(candidate); });
            if (table && !table.headless()) return std::nullopt;
        }
        if (table) return read_record();

        const auto shape = puzzle_shape(symbols);
        if (rows_shape) {
            if (!shape) return add_row(symbols);
            again = true;
            fail_unfinished();
        }
        if (!shape) {
            begin_rows(symbols);
            return std::nullopt;
        }
        complain();
        held.reset();
        any = true;
        return entry(symbols, *shape);
    }

    /// The shape of the puzzle that a line is, if it is a whole one. Sixteen symbols may also be a row of a 16x16.
    std::optional<SudokuShape> puzzle_shape(const std::vector<Symbol>& symbols) const {
        const auto shape = full_shape(symbols.size());
        if (!shape || wanted || symbols.size() != 16) return shape;
        const bool spaced = symbols.back().column - symbols.front().column > 15;
        const bool large = std::any_of(symbols.begin(), symbols.end(),
                                       [](const Symbol& symbol) { return sudoku_cell(symbol.text).value_or(0) > 4; });
        return spaced || large || (rows_shape && rows_shape->side() == 16) ? std::nullopt : shape;
    }

    /// Takes the current line as the first row of a grid; what can be none is held, for it may be a title.
    void begin_rows(const std::vector<Symbol>& symbols) {
        const auto shape = row_shape(symbols.size());
        if (shape && fits(symbols, *shape)) {
            held.reset();
            rows_shape = shape;
            rows_dashes = std::any_of(symbols.begin(), symbols.end(), [](const Symbol& symbol) { return symbol.text == '-'; });
            add_row(symbols);
            return;
        }
        complain();
        held = Error(ErrorCode::bad_puzzle, lines.place(lines.number(), symbols.back().column + 1), "", lengths(),
                     std::to_string(symbols.size()));
        const bool cells_alone = std::all_of(symbols.begin(), symbols.end(),
                                             [](const Symbol& symbol) { return sudoku_cell(symbol.text).has_value(); });
        if (cells_alone) throw_held();  // no title
    }
};

SudokuReader::SudokuReader(std::istream& in, std::string name, std::optional<SudokuShape> shape)
    : impl_(new Impl(in, std::move(name), shape)) {}
SudokuReader::~SudokuReader() = default;
SudokuReader::SudokuReader(SudokuReader&&) noexcept = default;
SudokuReader& SudokuReader::operator=(SudokuReader&&) noexcept = default;

std::optional<SudokuEntry> SudokuReader::next() { return impl_->next(); }

const TextForm& sudoku_form() {
    static const TextForm form{[](std::string_view, const Puzzle*) { return true; },
                               [](std::istream& in, std::string name, std::string_view, const Puzzle* wanted) {
                                   const auto shape =
                                       wanted != nullptr && wanted->task().box_rows > 0
                                           ? std::optional(SudokuShape{wanted->task().box_rows, wanted->task().box_cols})
                                           : std::nullopt;
                                   return std::unique_ptr<PuzzleReader>(std::make_unique<GridPuzzles<SudokuReader, Sudoku>>(
                                       SudokuReader(in, std::move(name), shape),
                                       [](const Sudoku& grid) { return sudoku_task(grid.shape); }, sudoku_tokens));
                               }};
    return form;
}

}  // namespace ptrm
