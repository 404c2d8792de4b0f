#include "data/maze_reader.hpp"

#include <cmath>
#include <utility>

#include "data/text_forms.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

Maze MazeReader::maze(const std::string& text, const std::string& what) const {
    try {
        return parse_maze(text, rows_, cols_);
    } catch (const Error& error) {
        throw Error(error.code(), place(), what + error.where(), error.expected(), error.got());
    }
}

std::optional<MazeEntry> MazeReader::next() {
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

namespace {

/// The side of the square maze that the first line of a text is, or its column `question` behind a header; 0 where it is none.
int side_of_maze(std::string_view text) {
    std::string_view line = text.substr(0, text.find('\n'));
    if (line.find("question") != std::string_view::npos) {
        const auto begin = text.find(',', line.size()) + 1;
        line = text.substr(begin, text.find(',', begin) - begin);
    }
    while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const bool maze = line.find('S') != std::string_view::npos && line.find('G') != std::string_view::npos &&
                      line.find_first_not_of("#. _SGo") == std::string_view::npos;
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(line.size()))));
    return maze && static_cast<std::size_t>(side) * static_cast<std::size_t>(side) == line.size() ? side : 0;
}

bool wants_mazes(const Puzzle* wanted) { return wanted != nullptr && wanted->task().puzzle == "maze"; }

}  // namespace

const TextForm& maze_form() {
    static const TextForm form{[](std::string_view beginning, const Puzzle* wanted) {
                                   return wanted != nullptr ? wants_mazes(wanted) : side_of_maze(beginning) > 0;
                               },
                               [](std::istream& in, std::string name, std::string_view beginning, const Puzzle* wanted) {
                                   const int side = side_of_maze(beginning),
                                             rows = wants_mazes(wanted) ? wanted->task().rows : side,
                                             cols = wants_mazes(wanted) ? wanted->task().cols : side;
                                   return std::unique_ptr<PuzzleReader>(std::make_unique<GridPuzzles<MazeReader, Maze>>(
                                       MazeReader(in, std::move(name), rows, cols),
                                       [](const Maze& maze) { return maze_task(maze.rows, maze.cols); }, maze_tokens));
                               }};
    return form;
}

}  // namespace ptrm
