#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "data/raw_puzzle.hpp"

namespace ptrm {

/// The puzzles of a JSON value:
///  - an object with a question (`puzzle`, `question`, ...), and perhaps `answer`, `solution`, `moves`, `kind`, `rows`, `cols`,
///  `box`,
///    `source`, `rating`; or of which some member is an address;
///  - an object or array that holds such objects, at any depth;
///  - a text that is a puzzle or an address; an array of such texts; a grid as rows of texts or of numbers (null and 0 are
///  blanks).
/// @throws std::runtime_error for a value without a puzzle
std::vector<RawPuzzle> puzzles_in(const nlohmann::json& value);

/// Whether an element of an array may be a row of a grid, and not a puzzle of its own: an array of cells, or a short text.
bool may_be_row(const nlohmann::json& element);

/// Whether rows are a grid: as many as each of them has cells.
bool is_grid(const nlohmann::json& rows);

}  // namespace ptrm
