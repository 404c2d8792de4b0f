#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "puzzles/sudoku.hpp"

namespace ptrm {

/// What a Sudoku is to be.
struct SudokuRecipe {
    SudokuShape shape;     ///< 9x9 unless it is said
    int clues_low = 24;    ///< the number of clues is drawn uniformly from here
    int clues_high = 36;   ///< to here
    bool minimal = false;  ///< instead, clues are taken away until each that is left is needed
    int hard_trials = 0;   ///< a minimal puzzle is improved for so many trials towards a higher rating; sets `minimal`
};

/// A puzzle with its solution.
struct RatedSudoku {
    Sudoku question;  ///< it has exactly one
    Sudoku answer;    ///< its one solution
    std::int64_t rating =
        0;  ///< guesses of a backtracking solver with naked and hidden singles, smallest domain first, until uniqueness is proved
};

/// Puzzle number `index` of the endless sequence that `seed` and `recipe` define; it has exactly one solution.
/// @throws Error (bad_argument) if the recipe is impossible, or so rare that a search of 2,000 trials from each of 20 grids finds
/// no such puzzle
RatedSudoku generate_sudoku(const SudokuRecipe& recipe, std::uint64_t seed, std::uint64_t index);

/// The solutions of a puzzle, up to two of them, found classically.
std::vector<Sudoku> sudoku_solutions(const Sudoku& question);

/// A text that two puzzles with one solution share exactly if a symmetry maps one to the other: relabelled digits, permuted
/// bands, stacks, rows within a band and columns within a stack, and, where boxes are square, transposition. Sides up to 10.
/// @param answer the solution of `question`
/// @throws Error (bad_argument) for a longer side
std::string sudoku_canonical_form(const Sudoku& question, const Sudoku& answer);

}  // namespace ptrm
