#pragma once

#include <cstdint>
#include <vector>

#include "ptrm/model.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm {

/// The hints of a question as a network of this architecture takes them, see PuzzleRules::hints(); empty if it takes none.
/// @throws Error (bad_argument) for hints that are not rows of the network's table
std::vector<std::int32_t> hints_of(const PuzzleRules& puzzle, const Architecture& architecture, Tokens question);

}  // namespace ptrm
