#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "ptrm/model.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// A puzzle of the feed.
struct InputPuzzle : PuzzleEntry {
    std::size_t index = 0;   ///< among all puzzles, malformed ones too
    int rows = 0, cols = 0;  ///< of the board, which may be smaller than the puzzle it is asked as
};

/// The puzzles that a model solves, see puzzles_of(); for a model without a task the Sudoku of its sizes, or none.
std::vector<ModelPuzzle> puzzles_if_known(const Model& model);
/// The same. @param path for errors. @throws Error (bad_file) for none
std::vector<ModelPuzzle> puzzles_of_model(const Model& model, const std::string& path);

/// Hands out the puzzles of several files, or of standard input, in portions that never wait for input while there is
/// something to solve.
class PuzzleInput {
public:
    /// @param files  or puzzles themselves, addresses and cells of a Sudoku; empty or "-" for standard input
    /// @param puzzle of all questions; without it, what the text says, see read_puzzles()
    PuzzleInput(std::vector<std::string> files, std::shared_ptr<const Puzzle> puzzle);
    /// @param text kept by reference; @param name stands for the file's name in errors
    PuzzleInput(std::istream& text, const std::string& name, std::shared_ptr<const Puzzle> puzzle);

    /// Up to `most` questions of the same puzzle; empty at the end. Malformed ones are reported on standard error and counted,
    /// and so are files that cannot be read; the others go on.
    std::vector<InputPuzzle> next(std::size_t most);
    /// Reports one more puzzle that is not solved, for want of a model.
    void complain(const std::string& what);

    std::size_t malformed() const { return malformed_; }
    /// Files that cannot be read.
    std::size_t bad_files() const { return bad_files_; }
    std::size_t read() const { return count_; }
    /// Puzzles in all, guessed from the share of the files' bytes that has been read; 0 where that cannot be known.
    double estimated_total();

private:
    bool open_next();
    std::optional<InputPuzzle> read_puzzle();
    bool input_waits();

    std::vector<std::string> files_;
    std::shared_ptr<const Puzzle> puzzle_;
    std::size_t next_file_ = 0, count_ = 0, malformed_ = 0, bad_files_ = 0;
    std::ifstream file_;
    std::istringstream argument_;
    bool standard_input_ = false;
    std::unique_ptr<PuzzleReader> reader_;
    std::optional<InputPuzzle> held_;  // of another puzzle than the portion before it
    std::uintmax_t bytes_total_ = 0, bytes_before_ = 0, bytes_here_ = 0;
};

}  // namespace ptrm::tools
