#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ptrm/maze_reader.hpp"
#include "ptrm/sudoku_reader.hpp"
#include "rules.hpp"

namespace ptrm::tools {

/// A puzzle of a file, as tokens.
struct Puzzle {
    std::size_t index = 0;  ///< among all puzzles, malformed ones too
    Rules rules;
    std::vector<std::int32_t> question;
    std::vector<std::int32_t> answer;  ///< empty where the file has none
    std::string group;                 ///< what a CSV's column `source` says
    std::optional<long> rating;        ///< what its column `rating` says
    std::string place;                 ///< "FILE:LINE"
};

/// Hands out the puzzles of several files, or of standard input, in portions that never wait for input while there is
/// something to solve.
class PuzzleFeed {
public:
    /// @param files empty or "-" for standard input
    /// @param rules of all puzzles; without them Sudoku of any shape is read
    PuzzleFeed(std::vector<std::string> files, std::optional<Rules> rules);

    /// Up to `most` puzzles of the same rules; empty at the end. Malformed puzzles are reported on standard error and counted.
    /// @throws Error (io) for a file that cannot be opened or read
    std::vector<Puzzle> next(std::size_t most);

    std::size_t malformed() const { return malformed_; }
    std::size_t read() const { return count_; }
    /// Puzzles in all, guessed from the share of the files' bytes that has been read; 0 where that cannot be known.
    double estimated_total();

private:
    bool open_next();
    void start_reader(std::istream& in, const std::string& name);
    std::optional<Puzzle> read();
    bool input_waits();

    std::vector<std::string> files_;
    std::optional<Rules> rules_;
    std::size_t next_file_ = 0, count_ = 0, malformed_ = 0;
    std::ifstream file_;
    bool standard_input_ = false;
    std::variant<std::monostate, SudokuReader, MazeReader> reader_;
    std::optional<Puzzle> held_;  // of other rules than the portion before it
    std::uintmax_t bytes_total_ = 0, bytes_before_ = 0, bytes_here_ = 0;
};

}  // namespace ptrm::tools
