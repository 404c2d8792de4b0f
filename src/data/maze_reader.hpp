#pragma once

#include <istream>
#include <optional>
#include <string>
#include <utility>

#include "data/grid_entry.hpp"
#include "data/puzzle_table.hpp"
#include "ptrm/maze.hpp"

namespace ptrm {

using MazeEntry = GridEntry<Maze>;

/// Reads mazes of one size: a maze a line, rows * cols symbols, or CSV with a header as Maze-Hard's, that names a column
/// `question` or `puzzle`, and perhaps `answer` or `solution`, `source` and `rating`. Blank lines are skipped.
class MazeReader {
public:
    /// @param in    kept by reference, must outlive the reader
    /// @param name  the file's name, for errors and `MazeEntry::place`
    MazeReader(std::istream& in, std::string name, int rows, int cols)
        : lines_(in, std::move(name), LineReader::Blanks::kept), rows_(rows), cols_(cols) {}

    /// The next maze, or nothing at the end of the text.
    /// @throws Error (bad_puzzle) with subject "FILE:LINE" and the column for a malformed maze; the next call goes on behind it.
    ///         Error (io) if the stream fails.
    std::optional<MazeEntry> next();

private:
    std::string place() const { return lines_.name() + ":" + std::to_string(lines_.number()); }
    Maze maze(const std::string& text, const std::string& what) const;

    LineReader lines_;
    int rows_, cols_;
    bool started_ = false;
    PuzzleTable table_;
};

}  // namespace ptrm
