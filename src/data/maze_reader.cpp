#include "data/maze_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/index.hpp"
#include "data/text_forms.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

namespace {

/// The side of a square of so many cells; 0 where there is none.
int side_of(std::size_t cells) {
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(cells))));
    return to_size(side * side) == cells ? side : 0;
}

/// Whether a line has nothing but a maze's symbols.
bool is_row(std::string_view line) { return !line.empty() && line.find_first_not_of("#. _SGo") == std::string_view::npos; }

}  // namespace

Maze MazeReader::maze(const std::string& text, const std::string& what) const {
    const bool other = std::ssize(text) != rows_ * cols_ && side_of(text.size()) > 1;
    try {
        return other ? parse_maze(text, side_of(text.size()), side_of(text.size())) : parse_maze(text, rows_, cols_);
    } catch (const Error& error) {
        throw Error(error.code(), place(), what + error.where(), error.expected(), error.got());
    }
}

std::optional<MazeEntry> MazeReader::next() {
    if (form_ == MazeForm::rows) return next_block();
    while (lines_.next()) {
        if (lines_.text().find_first_not_of(' ') == std::string::npos) continue;
        if (!std::exchange(started_, true)) {
            table_.read_header(lines_);
            if (table_) continue;
        }
        if (!table_) return MazeEntry{maze(lines_.text(), ""), std::nullopt, "", std::nullopt, place()};
        const auto record = table_.record(lines_);
        MazeEntry entry{maze(record.question.text, "question, "), std::nullopt, record.source, record.rating, place()};
        if (record.answer) entry.answer = maze(record.answer->text, "answer, ");
        return entry;
    }
    return std::nullopt;
}

/// Rows whose open cells at the end were cut, as editors do, get them back.
std::optional<MazeEntry> MazeReader::next_block() {
    std::vector<std::string> rows;
    std::string begin;
    std::size_t width = 0;
    while (lines_.next()) {
        if (!is_row(lines_.text())) {
            if (rows.empty()) continue;
            break;
        }
        if (rows.empty()) begin = place();
        rows.push_back(lines_.text());
        width = std::max(width, rows.back().size());
    }
    if (rows.empty()) return std::nullopt;
    std::string cells;
    for (std::string& row : rows) {
        row.resize(width, ' ');
        cells += row;
    }
    try {
        return MazeEntry{parse_maze(cells, count_of(rows), static_cast<int>(width)), std::nullopt, "", std::nullopt, begin};
    } catch (const Error& error) {
        throw Error(error.code(), begin, "maze of " + std::to_string(rows.size()) + " rows", error.expected(), error.got());
    }
}

namespace {

/// The lines of a text, from the first that is a row of a maze to the last before one that is none.
std::vector<std::string_view> first_rows(std::string_view text) {
    std::vector<std::string_view> rows;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (is_row(line))
            rows.push_back(line);
        else if (!rows.empty())
            break;
    }
    return rows;
}

/// Whether a text begins with one maze over several lines.
bool begins_with_rows(std::string_view text) {
    const auto rows = first_rows(text);
    std::ptrdiff_t starts = 0, goals = 0;
    for (const auto& row : rows) {
        starts += std::count(row.begin(), row.end(), 'S');
        goals += std::count(row.begin(), row.end(), 'G');
    }
    return rows.size() > 1 && starts == 1 && goals == 1;
}

/// The side of the square maze that the first line of a text is, or its column `question` behind a header; 0 where it is none.
int side_of_maze(std::string_view text) {
    std::string_view line = text.substr(0, text.find('\n'));
    if (line.find("question") != std::string_view::npos) {
        const auto begin = text.find(',', line.size()) + 1;
        line = text.substr(begin, text.find(',', begin) - begin);
    }
    while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const bool maze = line.find('S') != std::string_view::npos && line.find('G') != std::string_view::npos && is_row(line);
    return maze ? side_of(line.size()) : 0;
}

bool wants_mazes(const Puzzle* wanted) { return wanted != nullptr && wanted->task().puzzle == "maze"; }

}  // namespace

const TextForm& maze_form() {
    static const TextForm form{
        [](std::string_view beginning, const Puzzle* wanted) {
            return wanted != nullptr ? wants_mazes(wanted) : side_of_maze(beginning) > 0 || begins_with_rows(beginning);
        },
        [](std::istream& in, std::string name, std::string_view beginning, const Puzzle* wanted) {
            const int side = side_of_maze(beginning), rows = wants_mazes(wanted) ? wanted->task().rows : side,
                      cols = wants_mazes(wanted) ? wanted->task().cols : side;
            return std::unique_ptr<PuzzleReader>(std::make_unique<GridPuzzles<MazeReader, Maze>>(
                MazeReader(in, std::move(name), begins_with_rows(beginning) ? MazeForm::rows : MazeForm::lines, rows, cols),
                [](const Maze& maze) { return maze_task(maze.rows, maze.cols); }, maze_tokens));
        }};
    return form;
}

}  // namespace ptrm
