#include "ptrm/puzzle_reader.hpp"

#include <algorithm>
#include <sstream>

#include "base/index.hpp"
#include "base/printable.hpp"
#include "data/addresses.hpp"
#include "data/column_names.hpp"
#include "data/entries.hpp"
#include "data/grid_lines.hpp"
#include "data/json_puzzles.hpp"
#include "data/json_scanner.hpp"
#include "data/puzzle_reader.hpp"
#include "data/puzzle_table.hpp"
#include "data/text_stream.hpp"
#include "formats/json.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzles/maze.hpp"

namespace ptrm {
namespace {

using nlohmann::json;

constexpr std::size_t kMostBlockLines = 400;  // of a pzprv3 file, or a grid below the name of its kind
constexpr std::size_t kMostCells = 1024;      // of an array of numbers
constexpr int kMostRowLines = 64;             // lines of a table's row with a quoted line break

/// JSON as UTF-8, whatever its bytes are.
std::string as_utf8(const std::string& text) {
    std::string valid;
    for_each_character(text, [&](std::string_view bytes, long code) { valid += code < 0 ? "?" : bytes; });
    return valid;
}

bool is_pzprv3(std::string_view line) { return line.starts_with("pzprv3"); }

/// The kind whose grids stand below a line of its name, "nurikabe" or "Nurikabe:".
const PuzzleKind* kind_named(std::string_view line) {
    if (line.size() > 40) return nullptr;
    std::string name = lower_case(std::string(line));
    while (!name.empty() && (name.back() == ':' || name.back() == ' ')) name.pop_back();
    const PuzzleKind* kind = find_puzzle_kind(name);
    return kind != nullptr && kind->has_grids() ? kind : nullptr;
}

/// A line that heads a part of some program's file: "[Puzzle]".
bool is_section(std::string_view line) { return line.starts_with('[') && line.find(']') != std::string_view::npos; }

/// The cells of a Sudoku in XML, of OpenSudoku and the like: 81 symbols between quotes or tags.
std::vector<std::string> cells_in_xml(std::string_view line) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t begin = line.find_first_of("0123456789.", at);
        if (begin == std::string_view::npos) break;
        const std::size_t end = std::min(line.find_first_not_of("0123456789.", begin), line.size());
        const bool apart = begin > 0 && (line[begin - 1] == '"' || line[begin - 1] == '>' || line[begin - 1] == '\'');
        if (apart && end - begin == 81) found.emplace_back(line.substr(begin, 81));
        at = end;
    }
    return found;
}

/// Reads a text record by record: whatever stands next is recognised by itself.
class TextReader final : public RawReader {
public:
    TextReader(std::istream& in, std::string name, const Puzzle* wanted, bool raw)
        : in_(in, std::move(name)),
          scanner_(in_),
          grids_(GridAlphabet(plain(wanted)), in_.name()),
          mazes_(wanted, in_.name()),
          raw_(raw),
          mazes_wanted_(wanted == nullptr || is_maze(wanted)) {}

    std::optional<Record> next() override {
        while (found_.empty() && records_.empty()) {
            if (!read_on()) {
                flush();
                if (block_) end_block();
                if (records_.empty()) return std::nullopt;
            }
            collect();
        }
        Record record = std::move(records_.front());
        records_.pop_front();
        return record;
    }

private:
    /// Puzzles that plain lines can be: none of the kinds that are read by name or address.
    static const Puzzle* plain(const Puzzle* wanted) {
        if (wanted == nullptr || wanted->task().box_rows > 0) return wanted;
        return find_puzzle_kind(wanted->task().puzzle) == nullptr && !wanted->task().tokens.empty() ? wanted : nullptr;
    }

    /// What grids found, as records.
    void collect() {
        for (auto& finding : found_) {
            if (auto* puzzle = std::get_if<RawPuzzle>(&finding))
                records_.push_back(Record{std::move(*puzzle)});
            else
                records_.push_back(Record{std::get<Error>(finding)});
        }
        found_.clear();
    }
    void put(Record record) {
        collect();
        records_.push_back(std::move(record));
    }
    void complain(int line, const std::string& expected, const std::string& got = {}) {
        put(Record{Error(ErrorCode::bad_puzzle, in_.place(line), "", expected, got)});
    }
    void flush() {
        grids_.finish(found_);
        mazes_.finish(found_);
        collect();
    }

    /// One more record, or a part of one; false at the end.
    bool read_on() {
        if (in_array_) return read_element();
        if (in_.peek() < 0) return false;
        if (JsonScanner::begins(in_)) {
            table_.reset();
            flush();
            read_json();
            return true;
        }
        if (!in_.next_line()) return false;
        read_line(in_.text(), in_.text_line());
        return true;
    }

    void read_json() {
        const int line = in_.line();
        scanner_.forget();
        while (in_.peek() == ' ' || in_.peek() == '\t') in_.get();
        if (in_.peek() == '[') {
            scanner_.open_array();
            in_array_ = first_element_ = true;
            array_rows_.clear();
            array_line_ = line;
            return;
        }
        try {
            take_json(scanner_.value(), line);
            end_of_value();
        } catch (const std::exception& problem) {
            broken_json(line, problem.what());
        }
    }

    bool read_element() {
        scanner_.forget();
        const int line = in_.line();
        try {
            if (scanner_.another_element(first_element_)) {
                first_element_ = false;
                take_element(scanner_.value());
            } else {
                in_array_ = false;
                finish_array();
                scanner_.forget();
                end_of_value();
            }
        } catch (const std::exception& problem) {
            in_array_ = false;
            array_rows_.clear();
            broken_json(line, problem.what());
        }
        return true;
    }

    /// Elements that may be the rows of one grid are kept until that is known.
    void take_element(const std::string& text) {
        // The cells of one grid, all in one: of an endless array no more than the largest board.
        if (array_rows_.size() >= kMostCells) {
            array_too_long_ = true;
            return;
        }
        json element = parse_json<json>(as_utf8(text), JsonScanner::kDeepest);
        if (!element.is_structured() && !element.is_string()) {
            array_rows_.push_back(std::move(element));
            return;
        }
        if (may_be_row(element)) {
            array_rows_.push_back(std::move(element));
            const json& first = array_rows_.front();
            const std::size_t side = first.is_string() ? first.get_ref<const std::string&>().size() : first.size();
            if (array_rows_.size() > std::max<std::size_t>(side, 1)) release_rows();
            return;
        }
        release_rows();
        take_json(element, in_.line());
    }
    void release_rows() {
        const json rows = std::exchange(array_rows_, json::array());
        for (const json& row : rows) take_json(row, array_line_);
    }
    void finish_array() {
        const json rows = std::exchange(array_rows_, json::array());
        if (std::exchange(array_too_long_, false))
            return complain(array_line_, "an array of at most " + std::to_string(kMostCells) + " cells", "more");
        if (rows.empty()) return;
        if (is_grid(rows) ||
            std::all_of(rows.begin(), rows.end(), [](const json& row) { return !row.is_structured() && !row.is_string(); }))
            take_json(rows, array_line_);
        else
            for (const json& row : rows) take_json(row, array_line_);
    }

    void take_json(const std::string& text, int line) { take_json(parse_json<json>(as_utf8(text), JsonScanner::kDeepest), line); }
    void take_json(const json& value, int line) {
        try {
            for (RawPuzzle& raw : puzzles_in(value)) {
                raw.line = line;
                const auto addresses = find_addresses(raw.question);
                if (addresses.size() > 1)
                    for (const FoundAddress& address : addresses) put(Record{address, line});
                else
                    put(Record{std::move(raw)});
            }
        } catch (const std::exception& problem) {
            complain(line, std::string("JSON with a puzzle: ") + problem.what());
        }
    }

    /// What follows a value in its line is a comma, or nothing.
    void end_of_value() {
        while (in_.peek() == ' ' || in_.peek() == '\t' || in_.peek() == ',' || in_.peek() == '\r') in_.get();
        if (in_.peek() == '\n') in_.get();
    }

    /// A value that breaks off costs the line it began in.
    void broken_json(int line, const std::string& what) {
        const std::string& consumed = scanner_.consumed();
        const std::size_t end = consumed.find('\n');
        if (end != std::string::npos)
            in_.put_back(std::string_view(consumed).substr(end + 1));
        else
            in_.next_line();
        complain(line, "is no whole JSON value: " + what);
    }

    /// A line without what is blank at its ends.
    struct Line {
        const std::string& whole;
        std::string text;        ///< without the blanks behind
        std::string_view begin;  ///< nor those in front
        int number;

        Line(const std::string& line, int at) : whole(line), text(line, 0, line.find_last_not_of(" \t") + 1), number(at) {
            const std::size_t first = text.find_first_not_of(" \t");
            if (first != std::string::npos) begin = std::string_view(text).substr(first);
        }
    };
    void read_line(const std::string& line, int number) {
        if (block_ && continue_block(line)) return;
        if (table_) {
            if (line.find_first_not_of(" \t") == std::string::npos) return;
            const bool other =
                !table_->may_be_row(line) && (is_pzprv3(line) || kind_named(line) != nullptr || !find_addresses(line).empty());
            if (!other) return read_row(line, number);
            table_.reset();
        }
        take(Line(line, number));
    }

    /// Asks the forms of a puzzle in turn; the first that knows the line takes it.
    void take(const Line& line);
    bool take_maze_row(const Line& line) {
        const bool of_grid = plain_grid_begun_ && line.whole.find_first_of("#SG") == std::string::npos;
        if (!mazes_wanted_ || of_grid || !mazes_.takes(line.whole)) {
            mazes_.finish(found_);
            return false;
        }
        grids_.finish(found_);
        mazes_.add(line.whole, line.number, found_);
        return true;
    }

    bool take_pzprv3(const Line& line) {
        if (!is_pzprv3(line.begin)) return false;
        begin_block(std::string(line.begin), line.number, nullptr);
        return true;
    }

    /// Its grid stands below.
    bool take_name_of_kind(const Line& line) {
        const PuzzleKind* kind = kind_named(line.begin);
        if (kind != nullptr) begin_block("", line.number, kind);
        return kind != nullptr;
    }

    /// Of a table.
    bool take_header(const Line& line) {
        auto table = line.begin.empty() ? std::nullopt : PuzzleTable::from_header(line.text);
        if (!table) return false;
        grids_.finish(found_);
        table_ = table;
        return true;
    }

    bool take_addresses(const Line& line) {
        const auto addresses = find_addresses(line.text);
        if (addresses.empty()) return false;
        flush();
        for (const FoundAddress& address : addresses) put(Record{address, line.number});
        return true;
    }

    bool take_endless_line(const Line& line) {
        if (line.text.size() < TextStream::kLongestLine) return false;
        flush();
        complain(line.number, "a line of less than 1 MB");
        return true;
    }

    /// Heads a part of some program's file.
    bool take_section(const Line& line) {
        if (!is_section(line.begin)) return false;
        grids_.finish(found_);
        return true;
    }

    bool take_xml(const Line& line) {
        if (!line.begin.starts_with('<')) return false;
        grids_.finish(found_);
        for (std::string& cells : cells_in_xml(line.text)) {
            RawPuzzle raw;
            raw.question = std::move(cells);
            raw.line = line.number;
            raw.column = 0;
            put(Record{std::move(raw)});
        }
        return true;
    }

    bool take_grid_row(const Line& line) {
        plain_grid_begun_ = !line.begin.empty();
        grids_.add(line.whole, line.number, found_);
        return true;
    }

    /// A line of two fields, question and answer of a kind known from examples, in a text without header.
    bool take_pair(const Line& line) {
        if (!raw_) return false;
        const std::string& text = line.text;
        const std::size_t comma = text.find_first_of(",;\t");
        if (comma == std::string::npos || comma != text.size() - comma - 1 || comma == 0) return false;
        RawPuzzle raw;
        raw.question = text.substr(0, comma);
        raw.answer = text.substr(comma + 1);
        raw.line = line.number;
        put(Record{std::move(raw)});
        return true;
    }

    void read_row(std::string line, int number) {
        for (int more = 0; has_open_quote(line) && more < kMostRowLines && in_.peek() >= 0; ++more) {
            in_.next_line();
            line += '\n' + in_.text();
        }
        if (has_open_quote(line) && line.find('\n') != std::string::npos) {  // no quote that ends: the row is its first line
            const std::size_t end = line.find('\n');
            in_.put_back(line.substr(end + 1) + '\n');
            line.erase(end);
        }
        try {
            RawPuzzle raw = table_->row(line);
            raw.line = number;
            put(Record{std::move(raw)});
        } catch (const Error& error) {
            put(Record{Error(error.code(), in_.place(number), "", error.expected(), error.got())});
        }
    }

    void begin_block(const std::string& first, int number, const PuzzleKind* kind) {
        flush();
        block_ = TextBlock{{}, number, kind};
        if (kind == nullptr) add_to_block(first);
        if (kind == nullptr && block_->lines.size() > 2) end_block();  // a file in one line
    }
    void add_to_block(const std::string& line) {
        if (block_->kind != nullptr) {
            block_->lines.push_back(line);
            return;
        }
        for (std::size_t at = 0; at < line.size();) {
            const std::size_t end = std::min(line.find('/', at), line.size());
            std::string part = line.substr(at, end - at);
            part.erase(part.find_last_not_of(" \t") + 1);
            block_->lines.push_back(std::move(part));
            at = end + 1;
        }
    }
    /// @return whether the line belongs to the block
    bool continue_block(const std::string& line) {
        const bool blank = line.find_first_not_of(" \t") == std::string::npos;
        // Rows of a grid whose blanks are spaces may be all blank.
        const bool row_of_spaces = blank && block_->kind != nullptr && !block_->lines.empty() && line.size() >= 2;
        // And behind the sizes of a file may stand that no rule differs.
        const bool no_flags = blank && block_->kind == nullptr && block_->lines.size() == 4;
        if (no_flags) {
            block_->lines.emplace_back();
            return true;
        }
        const bool over = (blank && !row_of_spaces) || is_pzprv3(line) ||
                          (block_->kind != nullptr && kind_named(line) != nullptr) || !find_addresses(line).empty();
        if (over) {
            end_block();
            return blank;
        }
        if (block_->lines.size() < kMostBlockLines)
            add_to_block(line);
        else
            block_->too_long = true;
        return true;
    }
    void end_block() {
        const TextBlock block = *std::exchange(block_, std::nullopt);
        put(Record{block});
    }

    TextStream in_;
    JsonScanner scanner_;
    GridLines grids_;
    MazeLines mazes_;
    bool raw_, mazes_wanted_, plain_grid_begun_ = false;
    bool in_array_ = false, first_element_ = false;
    json array_rows_ = json::array();
    int array_line_ = 0;
    bool array_too_long_ = false;
    std::optional<PuzzleTable> table_;
    std::optional<TextBlock> block_;
    Findings found_;
    std::deque<Record> records_;
};

void TextReader::take(const Line& line) {
    static constexpr bool (TextReader::*kForms[])(const Line&) = {
        &TextReader::take_maze_row,  &TextReader::take_pzprv3,       &TextReader::take_name_of_kind, &TextReader::take_header,
        &TextReader::take_addresses, &TextReader::take_endless_line, &TextReader::take_section,      &TextReader::take_xml,
        &TextReader::take_pair,      &TextReader::take_grid_row,
    };
    for (const auto form : kForms)
        if ((this->*form)(line)) return;
}

/// The rows of a grid whose blanks may be spaces: where not all rows have the same number of symbols between blanks, each
/// character is a cell.
std::vector<std::string> unspaced(std::vector<std::string> rows) {
    std::size_t width = 0;
    bool even = true;
    std::size_t cells = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::istringstream in(rows[i]);
        std::size_t count = 0;
        for (std::string part; in >> part;) count += 1;
        if (i == 0) cells = count;
        even = even && count == cells && count > 0;
        width = std::max(width, rows[i].size());
    }
    const bool single =
        std::all_of(rows.begin(), rows.end(), [&](const std::string& row) { return row.size() <= rows.size() * 2; });
    const bool spaces =
        std::any_of(rows.begin(), rows.end(), [](const std::string& row) { return row.find(' ') != std::string::npos; });
    if (even && cells > 1) return rows;
    if (!spaces || !single || width < 2) return rows;
    for (std::string& row : rows) {
        row.resize(width, ' ');
        std::replace(row.begin(), row.end(), ' ', '.');
    }
    return rows;
}

class EntryReader final : public PuzzleReader {
public:
    EntryReader(std::istream& in, const std::string& name, const std::shared_ptr<const Puzzle>& wanted)
        : records_(std::make_unique<TextReader>(in, name, wanted.get(), false)), entries_(name, wanted), name_(name) {}

    std::optional<PuzzleEntry> next() override {
        const auto record = records_->next();
        if (!record) return std::nullopt;
        if (const auto* error = std::get_if<Error>(&record->what)) throw Error(*error);
        if (const auto* address = std::get_if<FoundAddress>(&record->what)) return entries_.of(*address, record->line);
        if (const auto* raw = std::get_if<RawPuzzle>(&record->what)) return entries_.of(*raw);
        return entry(std::get<TextBlock>(record->what));
    }

private:
    PuzzleEntry entry(const TextBlock& block) {
        const std::string place = name_ + ":" + std::to_string(block.line);
        try {
            if (block.too_long) throw Error(ErrorCode::bad_puzzle, "", "", "a board of at most 64 rows", "more");
            if (block.kind != nullptr) {
                if (block.lines.empty()) throw Error(ErrorCode::bad_puzzle, "", "", "a grid below the name of its kind", "none");
                return entries_.of(*block.kind->read_grid(unspaced(block.lines)), block.line);
            }
            return entries_.of(read_pzprv3(block.lines, "pzprv3", "line 2"), block.line);
        } catch (const Error& error) {
            throw error_at(place, error);
        }
    }

    std::unique_ptr<RawReader> records_;
    Entries entries_;
    std::string name_;
};

}  // namespace

std::unique_ptr<RawReader> read_raw_puzzles(std::istream& in, const std::string& name) {
    return std::make_unique<TextReader>(in, name, nullptr, true);
}

std::unique_ptr<PuzzleReader> read_puzzles(std::istream& in, const std::string& name,
                                           const std::shared_ptr<const Puzzle>& puzzle) {
    return std::make_unique<EntryReader>(in, name, puzzle);
}

PuzzleEntry read_puzzle(std::string_view text, const std::shared_ptr<const Puzzle>& puzzle) {
    std::istringstream in{std::string(text)};
    const auto reader = read_puzzles(in, "text", puzzle);
    auto entry = reader->next();
    if (!entry) throw Error(ErrorCode::bad_puzzle, "text", "", "holds no puzzle");
    if (reader->next()) throw Error(ErrorCode::bad_puzzle, "text", "", "one puzzle", "several");
    return *entry;
}

}  // namespace ptrm
