#pragma once

#include <span>
#include <vector>

#include "ptrm/puzzle.hpp"
#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// One result from those of a puzzle's symmetric copies: its rollouts are the copies' answers, mapped back, and the most frequent
/// one is chosen, as in the voting for ARC.
/// @param copies of one puzzle, in the order of `symmetries`
Result vote(std::span<const Result> copies, std::span<const std::optional<Symmetry>> symmetries);

}  // namespace ptrm::tools
