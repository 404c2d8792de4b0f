#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "ptrm/sudoku_reader.hpp"

namespace ptrm::tools {

/// Hands out the puzzles of several files, or of standard input, in portions that never wait for input while there is
/// something to solve.
class PuzzleFeed {
public:
    struct Item {
        std::size_t index = 0;  ///< among all puzzles, malformed ones too
        SudokuEntry entry;
    };

    /// @param files empty or "-" for standard input
    PuzzleFeed(std::vector<std::string> files, std::optional<SudokuShape> shape);

    /// Up to `most` puzzles of one shape; empty at the end. Malformed puzzles are reported on standard error and counted.
    /// @throws Error (io) for a file that cannot be opened or read
    std::vector<Item> next(std::size_t most);

    std::size_t malformed() const { return malformed_; }
    std::size_t read() const { return count_; }
    /// Puzzles in all, guessed from the share of the files' bytes that has been read; 0 where that cannot be known.
    double estimated_total();

private:
    bool open_next();
    bool input_waits();

    std::vector<std::string> files_;
    std::optional<SudokuShape> shape_;
    std::size_t next_file_ = 0, count_ = 0, malformed_ = 0;
    std::ifstream file_;
    bool standard_input_ = false;
    std::optional<SudokuReader> reader_;
    std::optional<Item> held_;  // of another shape than the portion before it
    std::uintmax_t bytes_total_ = 0, bytes_before_ = 0, bytes_here_ = 0;
};

}  // namespace ptrm::tools
