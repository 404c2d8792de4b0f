#include "data/grid_lines.hpp"

#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "puzzles/maze.hpp"
#include "puzzles/sudoku.hpp"

namespace ptrm {
namespace {

constexpr std::size_t kMostPending = 64;  // lines that wait for the rest of a grid
constexpr std::size_t kMostMazeSide = 256;
constexpr std::string_view kSeparators = " \t,;:|\"'";  // of fields
constexpr std::size_t kMostBroken = 12;                 // cells that make a line a broken puzzle instead of text

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Of a Sudoku's frame, besides blanks; every byte of other scripts, for box drawing is among them.
bool is_frame(char c) {
    return is_blank(c) || c == '|' || c == '+' || c == '-' || c == '=' || c == '"' || c == '\'' || c == ',' ||
           static_cast<unsigned char>(c) >= 0x80;
}

struct Symbols {
    std::string text;
    std::vector<int> columns;  // of each, from 1

    void add(char symbol, std::size_t at) {
        text += symbol;
        columns.push_back(static_cast<int>(at) + 1);
    }
};

/// Whether dashes stand for blanks in these lines: among digits, where nothing else marks a blank and no frame is drawn.
bool dashes_are_blanks(std::string_view text) {
    return text.find('-') != std::string_view::npos && text.find_first_of("|+=._0*?") == std::string_view::npos &&
           text.find_first_of("123456789ABCDEFGabcdefg") != std::string_view::npos;
}

/// The cells of a line and whatever else is no frame.
Symbols symbols_of(std::string_view line, const GridAlphabet& alphabet, bool dashes) {
    Symbols symbols;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool frame = alphabet.is_sudoku() ? (c == '-' ? !dashes : is_frame(c)) : !alphabet.is_cell(c) && is_frame(c);
        if (!frame) symbols.add(c, i);
    }
    return symbols;
}

bool all_cells(std::string_view symbols, const GridAlphabet& alphabet) {
    return std::all_of(symbols.begin(), symbols.end(), [&](char c) { return alphabet.is_cell(c); });
}

/// A line without its comment.
std::string_view without_comment(std::string_view line, const GridAlphabet& alphabet) {
    return alphabet.is_sudoku() ? line.substr(0, line.find('#')) : line;
}

RawPuzzle raw_of(std::string cells, int rows, int cols, int line, int column) {
    RawPuzzle raw;
    raw.question = std::move(cells);
    raw.rows = rows;
    raw.cols = cols;
    raw.line = line;
    raw.column = column;
    return raw;
}

/// A row in which every cell lists its candidates, as .sdx files and candidate grids do.
struct CandidateRow {
    std::string cells;   ///< a lone digit is given, '.' what is open
    bool lists = false;  ///< whether a cell is open
};

/// `u` stands before a digit that somebody filled in. Nothing for another line.
std::optional<CandidateRow> candidate_row(std::string_view line) {
    const auto between = [](char c) { return is_blank(c) || c == '|' || static_cast<unsigned char>(c) >= 0x80; };
    CandidateRow row;
    for (std::size_t at = 0; at < line.size();) {
        if (between(line[at])) {
            ++at;
            continue;
        }
        const bool filled_in = line[at] == 'u';
        std::size_t digits = 0;
        char last = '0';
        for (at += filled_in ? 1 : 0; at < line.size() && line[at] > last && line[at] <= '9'; ++at, ++digits) last = line[at];
        if (digits == 0 || (filled_in && digits > 1) || (at < line.size() && !between(line[at]))) return std::nullopt;
        const bool open = filled_in || digits > 1;
        row.cells += open ? '.' : last;
        row.lists = row.lists || open;
    }
    return row;
}

/// Whether a line only draws: ".-----.-----."
bool only_draws(std::string_view line) {
    return line.find("--") != std::string_view::npos && line.find_first_not_of("-.:+|'`,*= ") == std::string_view::npos;
}

/// Whether a line cannot be meant as a puzzle: too few cells, or too much else.
bool is_text(std::string_view line, const GridAlphabet& alphabet) {
    std::size_t cells = 0, letters = 0, all = 0;
    for (const char c : line) {
        if (is_blank(c) || is_frame(c)) continue;
        ++all;
        if (is_letter(c)) ++letters;
        if (alphabet.is_cell(c) && !is_letter(c)) ++cells;
    }
    if (!alphabet.is_sudoku()) {
        const auto known = std::count_if(line.begin(), line.end(), [&](char c) { return alphabet.is_cell(c); });
        return 2 * static_cast<std::size_t>(known) < all || known < 3;
    }
    if (cells >= kMostBroken && 5 * cells >= 3 * all) return false;
    // A few digits alone may be the row of a grid; "Grid 01" and "3." are titles.
    return letters > 0 ? 2 * cells < all || cells < 4 : cells < 4;
}

}  // namespace

GridAlphabet::GridAlphabet(const Puzzle* wanted) {
    if (wanted == nullptr) return;
    const Task& task = wanted->task();
    if (task.box_rows > 0) {
        side_ = task.rows;
    } else {
        symbols_ = task.tokens;
        rows_ = task.rows;
        cols_ = task.cols;
    }
}

bool GridAlphabet::is_cell(char symbol) const {
    return is_sudoku() ? sudoku_cell(symbol).has_value() : symbols_.find(symbol, 1) != std::string::npos;
}

bool GridAlphabet::is_whole(std::size_t symbols) const {
    if (!is_sudoku()) return symbols == to_size(rows_ * cols_);
    if (side_ > 0) return symbols == to_size(side_ * side_);
    for (int side = 4; side <= 16; ++side)
        if (to_size(side * side) == symbols) return SudokuShape::of_side(side).has_value();
    return false;
}

bool GridAlphabet::is_row(std::size_t symbols) const {
    if (!is_sudoku()) return symbols > 0 && symbols <= to_size(cols_);
    if (side_ > 0) return symbols == to_size(side_);
    return symbols >= 4 && symbols <= 16 && SudokuShape::of_side(static_cast<int>(symbols)).has_value();
}

int GridAlphabet::rows_for(std::size_t symbols) const { return is_sudoku() ? static_cast<int>(symbols) : rows_; }

bool GridAlphabet::fits(std::string_view symbols, std::size_t side) const {
    return std::all_of(symbols.begin(), symbols.end(),
                       [&](char c) { return is_cell(c) && (!is_sudoku() || to_size(sudoku_cell(c).value_or(99)) <= side); });
}

int GridAlphabet::band(std::size_t row_symbols) const {
    if (!is_sudoku()) return -1;
    const auto shape = SudokuShape::of_side(static_cast<int>(row_symbols));
    return shape ? shape->box_rows : 1;
}

std::string GridAlphabet::expected() const {
    if (!is_sudoku())
        return std::to_string(rows_ * cols_) + " of the symbols " + symbols_ + ", or a row of " + std::to_string(cols_);
    if (side_ > 0) return std::to_string(side_ * side_) + " cells, or a row of " + std::to_string(side_);
    return "a whole puzzle (16, 36, 64, 81, 100, 144, 225 or 256 cells) or a row of one";
}

void GridLines::complain(const Line& line, int column, const std::string& expected, const std::string& got,
                         Findings& found) const {
    found.push_back(Error(ErrorCode::bad_puzzle, name_ + ":" + std::to_string(line.number) + ":" + std::to_string(column), "",
                          expected, got));
}

std::optional<RawPuzzle> GridLines::whole_line(const std::string& full, int number) const {
    const std::string line(without_comment(full, alphabet_));
    if (const auto row = candidate_row(line); row && row->lists && alphabet_.is_row(row->cells.size())) return std::nullopt;
    const Symbols symbols = symbols_of(line, alphabet_, dashes_are_blanks(line));
    const std::size_t count = symbols.text.size();
    const auto side = [](std::size_t cells) { return to_size(std::lround(std::sqrt(static_cast<double>(cells)))); };
    // Sixteen symbols are a 4x4, or a row of a 16x16: with blanks between them, with larger digits, or below other such rows.
    const bool row_of_16 =
        count == 16 && alphabet_.is_sudoku() && alphabet_.is_row(16) && all_cells(symbols.text, alphabet_) &&
        (symbols.columns.back() - symbols.columns.front() > 15 || !alphabet_.fits(symbols.text, 4) || in_row_of_16());
    if (alphabet_.is_whole(count) && !row_of_16) {
        // What is nearly all cells is told which symbol is wrong by whoever makes a grid of it.
        const auto cells = std::count_if(symbols.text.begin(), symbols.text.end(), [&](char c) { return alphabet_.is_cell(c); });
        if (alphabet_.fits(symbols.text, side(count)) || (10 * to_size(cells) >= 9 * count && !is_text(line, alphabet_)))
            return raw_of(symbols.text, 0, 0, number, symbols.columns.front());
    }
    // A puzzle among other fields: HoDoKu's library, a number before it, a rating behind it.
    const auto with_answer = [&](RawPuzzle raw, std::string_view text, std::size_t begin) {
        for (std::size_t at = text.find_first_not_of(kSeparators, begin); at != std::string::npos;) {
            const std::size_t end = std::min(text.find_first_of(kSeparators, at), text.size());
            const std::string_view field = text.substr(at, end - at);
            bool answers = field.size() == raw.question.size() && alphabet_.is_sudoku();
            for (std::size_t i = 0; answers && i < field.size(); ++i) {
                const int clue = sudoku_cell(raw.question[i]).value_or(0), digit = sudoku_cell(field[i]).value_or(0);
                answers = digit > 0 && (clue == 0 || clue == digit);
            }
            if (answers) {
                raw.answer = field;
                break;
            }
            at = text.find_first_not_of(kSeparators, end);
        }
        return raw;
    };
    for (std::size_t at = line.find_first_not_of(kSeparators); at != std::string::npos;) {
        const std::size_t end = std::min(line.find_first_of(kSeparators, at), line.size());
        const std::string_view field = std::string_view(line).substr(at, end - at);
        if (field.size() >= 16 && alphabet_.is_whole(field.size()) && alphabet_.fits(field, side(field.size())) &&
            field.size() != line.size())
            return with_answer(raw_of(std::string(field), 0, 0, number, static_cast<int>(at) + 1), line, end);
        at = line.find_first_not_of(kSeparators, end);
    }
    // 81 cells between commas, an empty one blank.
    for (const char separator : {',', ';', '\t'}) {
        std::string cells;
        std::size_t begin = 0;
        bool single = line.find(separator) != std::string::npos;
        for (std::size_t i = 0; single && i <= line.size(); ++i) {
            if (i < line.size() && line[i] != separator) continue;
            const std::string_view cell = std::string_view(line).substr(begin, i - begin);
            single = cell.size() <= 1 && (cell.empty() || alphabet_.is_cell(cell[0]) || cell[0] == ' ');
            cells += cell.empty() || cell[0] == ' ' ? '.' : cell[0];
            begin = i + 1;
        }
        if (single && !alphabet_.is_whole(cells.size()) && cells.ends_with('.')) cells.pop_back();  // a separator at the end
        if (single && alphabet_.is_sudoku() && alphabet_.is_whole(cells.size()) && alphabet_.fits(cells, side(cells.size())))
            return raw_of(cells, 0, 0, number, 1);
    }
    // Blanks that are spaces; those at the end are often cut.
    const bool digits_and_spaces = full.find_first_not_of("0123456789 ") == std::string::npos &&
                                   full.find(' ') != std::string::npos && full.find_first_not_of(' ') != std::string::npos;
    if (digits_and_spaces && alphabet_.is_sudoku() && alphabet_.is_whole(81) && full.size() > 72 && full.size() <= 81) {
        std::string cells = full;
        cells.resize(81, ' ');
        std::replace(cells.begin(), cells.end(), ' ', '.');
        return raw_of(cells, 0, 0, number, 1);
    }
    return std::nullopt;
}

void GridLines::add(const std::string& line, int number, Findings& found) {
    const bool blank = line.find_first_not_of(" \t") == std::string::npos;
    // A row of a grid whose blanks are spaces may be all blank.
    const bool row_of_spaces = blank && line.size() >= 4 && !pending_.empty();
    if (blank && !row_of_spaces) {
        if (!waits_for_more()) finish(found);
        return;
    }
    if (!row_of_spaces) {
        if (auto raw = whole_line(line, number)) {
            finish(found);
            found.push_back(std::move(*raw));
            return;
        }
    }
    pending_.push_back({line, number});
    if (pending_.size() >= kMostPending) finish(found);
}

bool GridLines::in_row_of_16() const {
    if (pending_.empty()) return false;
    const std::string& last = pending_.back().text;
    const Symbols symbols = symbols_of(without_comment(last, alphabet_), alphabet_, dashes_are_blanks(last));
    return symbols.text.size() == 16 && all_cells(symbols.text, alphabet_);
}

bool GridLines::waits_for_more() const {
    std::size_t rows = 0, side = 0;
    std::string all;
    for (const Line& line : pending_) all += line.text;
    for (const Line& line : pending_) {
        const Symbols symbols = symbols_of(without_comment(line.text, alphabet_), alphabet_, dashes_are_blanks(all));
        if (symbols.text.empty()) continue;
        if (!all_cells(symbols.text, alphabet_) || !alphabet_.is_row(symbols.text.size())) {
            if (rows > 0) return false;
            continue;
        }
        if (rows > 0 && symbols.text.size() != side) return false;
        side = symbols.text.size();
        ++rows;
    }
    const int band = alphabet_.band(side);
    return rows > 0 && band > 0 && to_size(alphabet_.rows_for(side)) > rows && rows % to_size(band) == 0;
}

void GridLines::finish(Findings& found) {
    if (pending_.empty()) return;
    take_candidates(found);
    if (!interpret_spaces(found)) interpret(found);
    pending_.clear();
}

/// Takes grids of candidates out of the pending lines.
void GridLines::take_candidates(Findings& found) {
    if (!alphabet_.is_sudoku()) return;
    std::vector<Line> rest;
    std::string cells;
    std::size_t begin = 0, side = 0;  // where its rows lie in `rest`, in case they are no grid
    bool lists = false;
    for (const Line& line : pending_) {
        if (cells.empty()) begin = rest.size();
        rest.push_back(line);
        if (!cells.empty() && only_draws(line.text)) continue;
        const auto row = candidate_row(line.text);
        if (!row || !alphabet_.is_row(row->cells.size()) || (!cells.empty() && row->cells.size() != side)) {
            cells.clear();
            continue;
        }
        if (cells.empty()) lists = false;
        side = row->cells.size();
        cells += row->cells;
        lists = lists || row->lists;
        if (cells.size() < side * side) continue;
        if (lists && alphabet_.fits(cells, side)) {
            found.push_back(raw_of(cells, static_cast<int>(side), static_cast<int>(side), rest[begin].number, 0));
            rest.resize(begin);
        }
        cells.clear();
    }
    if (rest.size() < pending_.size()) std::erase_if(rest, [](const Line& line) { return only_draws(line.text); });
    pending_ = std::move(rest);
}

/// A grid whose blanks are spaces: as many lines as cells in the longest, with nothing but digits and frames.
bool GridLines::interpret_spaces(Findings& found) {
    if (!alphabet_.is_sudoku()) return false;
    std::vector<std::string> rows;
    std::size_t width = 0, least = 99;
    for (const Line& line : pending_) {
        std::string row;
        bool framed = false;
        for (const char c : line.text) {
            if (c == '|' || c == '!' || static_cast<unsigned char>(c) >= 0x80) {
                framed = true;
                continue;
            }
            row += c == '\t' ? ' ' : c;
        }
        if (row.find_first_not_of("-+= ") == std::string::npos && row.find_first_of("-+=") != std::string::npos) continue;
        if (framed && row.find_first_not_of(' ') == std::string::npos && row.empty()) continue;
        if (row.find_first_not_of("0123456789 ") != std::string::npos) return false;
        const auto digits = static_cast<std::size_t>(std::count_if(row.begin(), row.end(), [](char c) { return c != ' '; }));
        least = std::min(least, digits);
        width = std::max(width, row.size());
        rows.push_back(std::move(row));
    }
    const std::size_t side = rows.size();
    if (!alphabet_.is_row(side) || least == side) return false;
    // Cells may have a blank before, or between them.
    const auto cells_of = [&](std::size_t first, std::size_t step) -> std::optional<std::string> {
        std::string cells;
        for (const std::string& row : rows)
            for (std::size_t col = 0; col < side; ++col) {
                const std::size_t at = first + col * step;
                cells += at < row.size() && row[at] != ' ' ? row[at] : '.';
            }
        std::size_t digits = 0, taken = 0;
        for (const std::string& row : rows)
            digits += static_cast<std::size_t>(std::count_if(row.begin(), row.end(), [](char c) { return c != ' '; }));
        taken = static_cast<std::size_t>(std::count_if(cells.begin(), cells.end(), [](char c) { return c != '.'; }));
        return digits == taken ? std::optional(cells) : std::nullopt;
    };
    std::optional<std::string> cells;
    if (width <= side) cells = cells_of(0, 1);
    if (!cells && width >= side) cells = cells_of(0, 2);
    if (!cells && width > side) cells = cells_of(1, 2);
    if (!cells) return false;
    found.push_back(raw_of(*cells, static_cast<int>(side), static_cast<int>(side), pending_.front().number, 0));
    return true;
}

void GridLines::interpret(Findings& found) {
    std::string all;
    for (const Line& line : pending_) all += std::string(without_comment(line.text, alphabet_)) + '\n';
    const bool dashes = dashes_are_blanks(all);
    struct Row {
        Symbols symbols;
        const Line* line;
    };
    std::vector<Row> rows;
    for (const Line& line : pending_) {
        std::string text(without_comment(line.text, alphabet_));
        // A spreadsheet's row: a cell a field, empty where it is blank.
        for (const char separator : {',', ';', '\t'})
            if (alphabet_.is_sudoku() && std::count(text.begin(), text.end(), separator) >= 3) {
                std::string cells;
                std::size_t begin = 0;
                bool single = true;
                for (std::size_t i = 0; i <= text.size(); ++i) {
                    if (i < text.size() && text[i] != separator) continue;
                    std::string cell = text.substr(begin, i - begin);
                    std::erase_if(cell, [](char c) { return is_blank(c) || c == '"'; });
                    single = single && cell.size() <= 1;
                    cells += cell.empty() ? "." : cell;
                    begin = i + 1;
                }
                const bool row = single && alphabet_.is_row(cells.size());
                if (row) text = cells;
                if (single && !row && alphabet_.is_row(cells.size() - 1) && cells.ends_with('.'))
                    text = cells.substr(0, cells.size() - 1);
            }
        Symbols symbols = symbols_of(text, alphabet_, dashes);
        if (!symbols.text.empty()) rows.push_back({std::move(symbols), &line});
    }
    for (std::size_t i = 0; i < rows.size();) {
        const std::string& first = rows[i].symbols.text;
        const std::size_t side = first.size();
        if (!alphabet_.is_row(side) || !alphabet_.fits(first, side)) {
            if (!is_text(rows[i].line->text, alphabet_))
                complain(*rows[i].line, rows[i].symbols.columns.back() + 1, alphabet_.expected(), std::to_string(side), found);
            ++i;
            continue;
        }
        const std::size_t wanted = to_size(alphabet_.rows_for(side));
        std::string cells;
        std::size_t taken = 0;
        const Row* uneven = nullptr;
        for (; taken < wanted && i + taken < rows.size(); ++taken) {
            const Row& row = rows[i + taken];
            if (!all_cells(row.symbols.text, alphabet_) && is_text(row.line->text, alphabet_)) break;  // the title of another
            if (row.symbols.text.size() != side && uneven == nullptr) uneven = &row;
            cells += row.symbols.text;
        }
        // A board known from examples may be smaller than its frame.
        const bool whole = taken == wanted || (!alphabet_.is_sudoku() && taken > 1);
        const Line& begin = *rows[i].line;
        if (uneven != nullptr)
            complain(*uneven->line, uneven->symbols.columns.back() + 1, "a row of " + std::to_string(side) + " cells",
                     std::to_string(uneven->symbols.text.size()), found);
        else if (!whole)
            complain(*rows[i + taken - 1].line, 1, "a grid of " + std::to_string(wanted) + " rows", std::to_string(taken), found);
        else
            found.push_back(raw_of(cells, static_cast<int>(taken), static_cast<int>(side), begin.number, 0));
        i += std::max<std::size_t>(taken, 1);
    }
}

MazeLines::MazeLines(const Puzzle* wanted, std::string name) : name_(std::move(name)), wanted_(is_maze(wanted)) {
    if (wanted_) wanted_cells_ = wanted->cells();
}

bool MazeLines::takes(std::string_view line) const {
    if (line.empty() || line.find_first_not_of("#. _SGo") != std::string_view::npos) return false;
    if (line.find_first_not_of(' ') == std::string_view::npos) return false;
    return wanted_ || !rows_.empty() || one_a_line_ || line.find_first_of("#S") != std::string_view::npos;
}

bool MazeLines::is_whole(std::string_view line) const {
    const auto side = std::lround(std::sqrt(static_cast<double>(line.size())));
    if (std::ssize(line) == wanted_cells_) return true;
    const bool shaped = (side > 1 && side * side == std::ssize(line));
    return shaped && std::count(line.begin(), line.end(), 'S') == 1 && std::count(line.begin(), line.end(), 'G') == 1;
}

void MazeLines::emit(const std::string& cells, int rows, int cols, int number, Findings& found) const {
    RawPuzzle raw = raw_of(cells, rows, cols, number, rows == 0 ? 1 : 0);
    raw.kind = "maze";
    found.push_back(std::move(raw));
}

void MazeLines::add(std::string line, int number, Findings& found) {
    if (rows_.empty() && std::ssize(line) == wanted_cells_) one_a_line_ = true;
    if (one_a_line_ || (rows_.size() == 1 && is_whole(rows_[0]) && is_whole(line))) {
        if (!rows_.empty()) emit(rows_[0], 0, 0, first_, found);
        one_a_line_ = true;
        rows_.clear();
        return emit(line, 0, 0, number, found);
    }
    if (rows_.empty()) first_ = number;
    too_long_ = too_long_ || rows_.size() >= kMostMazeSide;
    if (!too_long_) rows_.push_back(std::move(line));
}

void MazeLines::finish(Findings& found) {
    const auto rows = std::move(rows_);
    rows_.clear();
    const bool too_long = std::exchange(too_long_, false);
    one_a_line_ = false;
    if (rows.empty()) return;
    std::string all;
    std::size_t width = 0;
    for (const std::string& row : rows) width = std::max(width, row.size());
    for (std::string row : rows) {  // editors cut open cells at the end of a row
        row.resize(width, ' ');
        all += row;
    }
    const std::string place = name_ + ":" + std::to_string(first_);
    if (too_long) {
        found.push_back(
            Error(ErrorCode::bad_puzzle, place, "", "a maze of at most " + std::to_string(kMostMazeSide) + " rows", "more"));
    } else if (rows.size() == 1) {
        // A line of walls alone is a rule that somebody drew.
        if (all.find_first_of("SG") != std::string::npos || wanted_) emit(all, 0, 0, first_, found);
    } else if (all.find_first_of("SG") != std::string::npos || wanted_) {
        emit(all, count_of(rows), static_cast<int>(width), first_, found);
    }
}

}  // namespace ptrm
