#pragma once

#include <string>
#include <vector>

#include "formats/lines.hpp"

namespace ptrm {

/// A Sudoku of a JSON text, a symbol per cell.
struct JsonPuzzle {
    std::string question, answer, source;
};

/// Reads the rest of a text that begins with `{` or `[` on the reader's line: JSON Lines of objects (`puzzle`, `question`, ...
/// and `answer`, `solution`, ..., as ptrm-solve itself writes them), or one array of puzzles, each a text, an object, or rows of
/// numbers.
/// @throws Error (bad_file) for what is no JSON or holds no puzzle
std::vector<JsonPuzzle> read_json_puzzles(LineReader& lines);

}  // namespace ptrm
