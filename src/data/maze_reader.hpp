#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "data/grid_entry.hpp"
#include "ptrm/maze.hpp"

namespace ptrm {

using MazeEntry = GridEntry<Maze>;

/// Reads mazes of one size: a maze a line, rows * cols symbols, or CSV with a header as Maze-Hard's, that names a column
/// `question` or `puzzle`, and perhaps `answer` or `solution`, `source` and `rating`. Blank lines are skipped.
class MazeReader {
public:
    /// @param in    kept by reference, must outlive the reader
    /// @param name  the file's name, for errors and `MazeEntry::place`
    MazeReader(std::istream& in, std::string name, int rows, int cols);
    ~MazeReader();
    MazeReader(MazeReader&&) noexcept;
    MazeReader& operator=(MazeReader&&) noexcept;

    /// The next maze, or nothing at the end of the text.
    /// @throws Error (bad_puzzle) with subject "FILE:LINE" and the column for a malformed maze; the next call goes on behind it.
    ///         Error (io) if the stream fails.
    std::optional<MazeEntry> next();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ptrm
