#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ptrm {

/// A piece of text that says what a puzzle is, before a kind has looked at it.
struct RawPuzzle {
    std::string question, answer;    ///< one symbol per cell, or an address, or what the kind writes; the answer may be empty
    std::vector<std::string> moves;  ///< instead of an answer, see Puzzle::read_moves()
    std::string kind;                ///< name of the kind; empty if the text does not say
    int rows = 0, cols = 0;          ///< 0 if the text does not say
    int box_rows = 0, box_cols = 0;  ///< of a Sudoku; 0 if the text does not say
    std::string source;              ///< of a table or JSON
    std::optional<std::int64_t> rating;
    int line = 0;    ///< where it begins, from 1
    int column = 1;  ///< of the question in its line, from 1; 0 if that says nothing
};

}  // namespace ptrm
