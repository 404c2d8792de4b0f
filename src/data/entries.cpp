#include "data/entries.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/maze.hpp"
#include "puzzles/sudoku.hpp"
#include "puzzles/symbol_puzzle.hpp"

namespace ptrm {
namespace {

/// Boxes that a side may have, the usual ones first.
std::vector<SudokuShape> shapes_of(int side) {
    std::vector<SudokuShape> shapes;
    const auto usual = SudokuShape::of_side(side);
    if (usual) shapes = {*usual, {usual->box_cols, usual->box_rows}};
    // Boxes of one row or column rule nothing out that rows and columns do not.
    for (int rows = 2; rows < side; ++rows)
        if (side % rows == 0) shapes.push_back({rows, side / rows});
    shapes.push_back({1, side});
    return shapes;
}

int side_of(std::size_t cells) {
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(cells))));
    return to_size(side * side) == cells ? side : 0;
}

/// The cells of a field or text: without quotes, and without blanks unless those are cells.
std::string cells_of(const std::string& text) {
    if (text.size() == 81 && text.find(' ') != std::string::npos && text.find_first_not_of("0123456789. ") == std::string::npos) {
        std::string cells = text;
        std::replace(cells.begin(), cells.end(), ' ', '.');
        return cells;
    }
    std::string cells;
    for (const char c : text)
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '"' && c != '\'' && c != '/') cells += c;
    return cells;
}

std::string lengths() { return "16, 36, 64, 81, 100, 144, 225 or 256 cells"; }

/// Whether the border of a maze of this shape is all walls.
bool has_border(const std::string& cells, int rows, int cols) {
    for (int row = 0; row < rows; ++row)
        for (int col = 0; col < cols; ++col)
            if ((row == 0 || col == 0 || row == rows - 1 || col == cols - 1) && at(cells, row * cols + col) != '#') return false;
    return true;
}

ReadPuzzle read_address(const FoundAddress& address) {
    if (!address.unread.empty()) throw Error(ErrorCode::bad_puzzle, "address", "", address.unread + " is not read");
    if (address.text.starts_with("pzprv")) {
        std::vector<std::string> lines;
        std::istringstream in(address.text);
        for (std::string line; std::getline(in, line, '/');) lines.push_back(line);
        return read_pzprv3(lines, "address", "");
    }
    // What stands behind an address in a text may look like a part of it: full stops and the like at its end are tried both ways.
    std::string text = address.text;
    std::optional<Error> first;
    do {
        while (text.ends_with('/')) text.pop_back();
        try {
            for (const PuzzleKind* kind : puzzle_kinds())
                if (auto puzzle = kind->read("https://puzz.link/p?" + text)) return std::move(*puzzle);
            throw Error(ErrorCode::bad_puzzle, "address", "", "a kind that is known: " + puzzle_kind_names(),
                        "'" + text.substr(0, text.find('/')) + "'");
        } catch (const Error& error) {
            if (!first) first = error;
        }
        if (text.empty() || std::string_view(".:*-_=+$@/").find(text.back()) == std::string_view::npos) break;
        text.pop_back();
    } while (!text.empty());
    throw Error(*first);
}

}  // namespace

ReadPuzzle read_pzprv3(std::span<const std::string> lines, const std::string& subject, const std::string& where) {
    const PuzzleKind* kind = lines.size() > 1 ? find_puzzle_kind(lines[1]) : nullptr;
    if (kind == nullptr)
        throw Error(ErrorCode::bad_puzzle, subject, where, "a kind that is known: " + puzzle_kind_names(),
                    lines.size() > 1 ? "'" + lines[1] + "'" : "the end");
    return kind->read_pzprv3(lines);
}

Error error_at(const std::string& place, const Error& error) {
    return {error.code(), place, error.subject() + (error.where().empty() ? "" : ", " + error.where()), error.expected(),
            error.got()};
}

std::string Entries::place(const RawPuzzle& raw, int cell) const {
    std::string text = name_ + ":" + std::to_string(raw.line);
    if (raw.column > 0) text += ":" + std::to_string(raw.column + cell);
    return text;
}

std::shared_ptr<const Puzzle> Entries::shared(const Task& task, const std::shared_ptr<const Puzzle>& made) {
    for (const auto& puzzle : known_)
        if (same_puzzle(puzzle->task(), task) && puzzle->task().tokens == task.tokens) return puzzle;
    return known_.emplace_back(made ? made : find_puzzle_kind(task.puzzle)->puzzle(task));
}

PuzzleEntry Entries::of(ReadPuzzle read, int line) {
    return {shared(read.puzzle->task(), read.puzzle), std::move(read.question), std::move(read.answer), "", std::nullopt,
            name_ + ":" + std::to_string(line)};
}

PuzzleEntry Entries::of(const FoundAddress& address, int line) {
    RawPuzzle raw;
    raw.line = line;
    raw.column = 0;
    return address_entry(raw, address);
}

PuzzleEntry Entries::address_entry(const RawPuzzle& raw, const FoundAddress& address) {
    if (!address.sudoku.empty()) {
        RawPuzzle sudoku = raw;
        sudoku.question = address.sudoku;
        return sudoku_entry(sudoku);
    }
    try {
        PuzzleEntry entry = of(read_address(address), raw.line);
        entry.group = raw.source;
        entry.rating = raw.rating;
        if (!raw.answer.empty())
            entry.answer = entry.puzzle->read_answer(entry.question, raw.answer);
        else if (!raw.moves.empty())
            entry.answer = entry.puzzle->read_moves(entry.question, raw.moves);
        return entry;
    } catch (const Error& error) {
        throw error_at(name_ + ":" + std::to_string(raw.line), error);
    }
}

PuzzleEntry Entries::sudoku_entry(const RawPuzzle& raw) {
    const std::string cells = cells_of(raw.question), answer = cells_of(raw.answer);
    const int side = side_of(cells.size());
    const auto fail = [&](int cell, const std::string& expected, const std::string& got = {}) {
        throw Error(ErrorCode::bad_puzzle, place(raw, cell), "", expected, got);
    };
    std::vector<SudokuShape> shapes = shapes_of(side);
    if (raw.box_rows > 0) shapes = {{raw.box_rows, raw.box_cols}};
    if (raw.box_rows == 0 && wanted_ && wanted_->task().box_rows > 0) {
        const SudokuShape shape{wanted_->task().box_rows, wanted_->task().box_cols};
        if (to_size(shape.cells()) != cells.size())
            fail(count_of(cells), std::to_string(shape.cells()) + " cells", std::to_string(cells.size()));
        shapes = {shape};
    }
    if (shapes.empty() || to_size(shapes.front().cells()) != cells.size() || side < 4 || side > 16)
        fail(count_of(cells), lengths(), std::to_string(cells.size()));
    // Dots mark the blanks of a 16x16 whose digits begin at 0, which is then the sixteenth.
    const bool zero_is_digit = side == 16 && cells.find('0') != std::string::npos && cells.find('.') != std::string::npos;
    const auto grid_of = [&](const std::string& text, SudokuShape shape, const std::string& what) {
        Sudoku grid{shape, {}};
        for (int cell = 0; cell < count_of(text); ++cell) {
            const auto digit = zero_is_digit && at(text, cell) == '0' ? 16 : sudoku_cell(at(text, cell));
            if (!digit || *digit > side)
                fail(cell, std::string("a blank (. 0 _) or a digit up to ") + sudoku_symbol(side) + what,
                     std::string("'") + at(text, cell) + "'");
            grid.cells.push_back(static_cast<std::uint8_t>(*digit));
        }
        return grid;
    };
    if (!answer.empty() && answer.size() != cells.size())
        fail(0, std::to_string(cells.size()) + " cells in the answer", std::to_string(answer.size()));
    // The answer that comes along tells which boxes are meant where a side can have several.
    SudokuShape shape = shapes.front();
    if (!answer.empty())
        for (const SudokuShape& candidate : shapes)
            if (sudoku_solves(grid_of(cells, candidate, ""), grid_of(answer, candidate, " in the answer"))) {
                shape = candidate;
                break;
            }
    const Sudoku question = grid_of(cells, shape, "");
    if (const auto conflict = sudoku_conflict(question)) fail(conflict->second_cell, conflict->text);
    PuzzleEntry entry{
        shared(sudoku_task(shape)), sudoku_tokens(question), {}, raw.source, raw.rating, name_ + ":" + std::to_string(raw.line)};
    if (!answer.empty()) entry.answer = sudoku_tokens(grid_of(answer, shape, " in the answer"));
    return entry;
}

PuzzleEntry Entries::maze_entry(const RawPuzzle& raw) {
    const bool wanted = is_maze(wanted_.get());
    const int cells = count_of(raw.question);
    int rows = raw.rows, cols = raw.cols;
    if (rows * cols != cells || rows == 0) {
        rows = cols = 0;
        if (wanted && wanted_->cells() == cells) rows = wanted_->task().rows, cols = wanted_->task().cols;
        if (rows == 0) rows = cols = side_of(raw.question.size());
        // A maze that is not square shows its shape by the wall around it.
        for (int height = 3; rows == 0 && height <= cells / 3; ++height)
            if (cells % height == 0 && has_border(raw.question, height, cells / height)) rows = height, cols = cells / height;
        if (rows == 0) rows = cols = std::max(2, static_cast<int>(std::lround(std::sqrt(cells))));
    }
    try {
        const Maze maze = parse_maze(raw.question, rows, cols);
        PuzzleEntry entry{shared(maze_task(rows, cols)),         maze_tokens(maze), {}, raw.source, raw.rating,
                          name_ + ":" + std::to_string(raw.line)};
        if (!raw.answer.empty()) entry.answer = maze_tokens(parse_maze(raw.answer, rows, cols));
        return entry;
    } catch (const Error& error) {
        throw Error(error.code(), name_ + ":" + std::to_string(raw.line), error.where(), error.expected(), error.got());
    }
}

PuzzleEntry Entries::symbol_entry(const RawPuzzle& raw) {
    Task task = wanted_->task();
    std::string cells, answer;
    const auto keep = [&](const std::string& text) {
        std::string kept;
        for (const char c : text)
            if (task.tokens.find(c) != std::string::npos || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) kept += c;
        return kept;
    };
    cells = keep(raw.question);
    answer = keep(raw.answer);
    if (raw.rows * raw.cols == count_of(cells) && raw.rows > 0 && raw.rows <= task.rows && raw.cols <= task.cols) {
        task.rows = raw.rows;
        task.cols = raw.cols;
    }
    const auto puzzle = shared(task, same_puzzle(task, wanted_->task()) ? wanted_ : symbol_puzzle(task));
    try {
        PuzzleEntry entry{puzzle,     puzzle->read_answer({}, cells),        {}, raw.source,
                          raw.rating, name_ + ":" + std::to_string(raw.line)};
        if (!answer.empty()) entry.answer = puzzle->read_answer(entry.question, answer);
        return entry;
    } catch (const Error& error) {
        throw Error(error.code(), place(raw), error.where(), error.expected(), error.got());
    }
}

PuzzleEntry Entries::named_entry(const RawPuzzle& raw, const PuzzleKind& kind) {
    std::vector<std::string> rows;
    std::istringstream in(raw.question);
    for (std::string row; std::getline(in, row);) rows.push_back(row);
    try {
        auto read = kind.read_grid(rows);
        if (!read) throw Error(ErrorCode::bad_puzzle, "", "", "an address of puzz.link or a grid of " + std::string(kind.name()));
        PuzzleEntry entry = of(std::move(*read), raw.line);
        entry.group = raw.source;
        entry.rating = raw.rating;
        if (!raw.answer.empty()) entry.answer = entry.puzzle->read_answer(entry.question, raw.answer);
        return entry;
    } catch (const Error& error) {
        throw error_at(place(raw), error);
    }
}

PuzzleEntry Entries::of(const RawPuzzle& raw) {
    if (const auto addresses = find_addresses(raw.question); !addresses.empty()) return address_entry(raw, addresses.front());
    const bool symbols = wanted_ && find_puzzle_kind(wanted_->task().puzzle) == nullptr;
    if (symbols && (raw.kind.empty() || raw.kind == wanted_->task().puzzle)) return symbol_entry(raw);
    const PuzzleKind* kind = find_puzzle_kind(raw.kind);
    if (kind == nullptr && !raw.kind.empty())
        throw Error(ErrorCode::bad_puzzle, place(raw), "", "a kind that is known: " + puzzle_kind_names() + "; or --model",
                    "'" + raw.kind + "'");
    const Task maze = maze_task(1, 1), sudoku = sudoku_task({3, 3});
    const bool looks_like_maze = raw.question.find('S') != std::string::npos && raw.question.find('G') != std::string::npos &&
                                 raw.question.find_first_not_of("#. _SGo") == std::string::npos;
    if (kind == nullptr) {
        const bool wants_maze = is_maze(wanted_.get());
        kind = find_puzzle_kind(wants_maze || (!wanted_ && looks_like_maze) ? maze.puzzle : sudoku.puzzle);
    }
    if (kind->name() == maze.puzzle) return maze_entry(raw);
    if (kind->name() == sudoku.puzzle) return sudoku_entry(raw);
    return named_entry(raw, *kind);
}

}  // namespace ptrm
