#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "ptrm/maze.hpp"
#include "ptrm/model.hpp"
#include "ptrm/sudoku.hpp"

namespace ptrm::tools {

struct MazeSize {
    int rows = 0, cols = 0;
    friend bool operator==(const MazeSize&, const MazeSize&) = default;
};

/// How the puzzles of one task and size are written, drawn and checked. Grids are tokens, one per cell.
class Rules {
public:
    using Tokens = std::span<const std::int32_t>;

    explicit Rules(std::variant<SudokuShape, MazeSize> size) : size_(size) {}
    /// Those of the model's task, or else of a usual Sudoku that has its sizes.
    /// @param path for errors. @throws Error (bad_file) if it solves something else
    static Rules of(const Model& model, const std::filesystem::path& path);

    /// Null for mazes.
    const SudokuShape* sudoku() const { return std::get_if<SudokuShape>(&size_); }
    /// Null for Sudoku.
    const MazeSize* maze() const { return std::get_if<MazeSize>(&size_); }
    bool solves(Tokens question, Tokens answer) const;
    /// A grid as one line.
    std::string line(Tokens grid) const;
    /// An answer over several lines; with `colour` a Sudoku's clues are bold.
    std::string drawing(Tokens question, Tokens answer, bool colour) const;
    /// Copies of a puzzle that are the same puzzle, the identity first. @param kind "dihedral", which has 8 or 4, or "sudoku".
    /// @throws Error (bad_argument) for more than there are, or of another task
    std::vector<Symmetry> symmetries(const std::string& kind, int count, std::uint64_t seed) const;

    /// The copy of a puzzle that a rollout works on, for SolveOptions::symmetries; the first is the puzzle itself.
    Symmetry symmetry(int rollout, std::uint64_t seed) const;

    friend bool operator==(const Rules&, const Rules&) = default;

private:
    std::vector<Symmetry> dihedral() const;

    std::variant<SudokuShape, MazeSize> size_;
};

}  // namespace ptrm::tools
