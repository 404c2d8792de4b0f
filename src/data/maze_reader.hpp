#pragma once

#include <istream>
#include <optional>
#include <string>
#include <utility>

#include "data/grid_entry.hpp"
#include "data/puzzle_table.hpp"
#include "puzzles/maze.hpp"

namespace ptrm {

using MazeEntry = GridEntry<Maze>;

/// How the mazes of a text stand in it.
enum class MazeForm {
    lines,  ///< a maze a line, or a table with a header as Maze-Hard's
    rows,   ///< a maze over several lines, a row each, with blank lines or titles between mazes
};

/// Reads mazes. Of a table a column is called `question` or `puzzle`, and perhaps others `answer` or `solution`, `source` and
/// `rating`.
class MazeReader {
public:
    /// @param in    kept by reference, must outlive the reader
    /// @param name  the file's name, for errors and `MazeEntry::place`
    /// @param rows, cols of a maze on one line; one of another length is a square, if it can be
    MazeReader(std::istream& in, std::string name, MazeForm form, int rows, int cols)
        : lines_(in, std::move(name), LineReader::Blanks::kept), form_(form), rows_(rows), cols_(cols) {}

    /// The next maze, or nothing at the end of the text.
    /// @throws Error (bad_puzzle) with subject "FILE:LINE" and the column for a malformed maze; the next call goes on behind it.
    ///         Error (io) if the stream fails.
    std::optional<MazeEntry> next();

private:
    std::string place() const { return lines_.name() + ":" + std::to_string(lines_.number()); }
    Maze maze(const std::string& text, const std::string& what) const;
    std::optional<MazeEntry> next_block();

    LineReader lines_;
    MazeForm form_;
    int rows_, cols_;
    bool started_ = false;
    PuzzleTable table_;
};

}  // namespace ptrm
