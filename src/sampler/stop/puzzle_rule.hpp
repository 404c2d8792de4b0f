#pragma once

#include <cstdint>
#include <optional>

#include "ptrm/solver.hpp"

namespace ptrm {

/// What a rule sees of a puzzle when a wave of its rollouts, or a stretch of all of them, is done.
struct PuzzleView {
    bool met;                      ///< a rollout met its stop rule
    int refutations;               ///< of answers, by second views
    std::int64_t net_evaluations;  ///< spent so far
    double seconds;                ///< since its first rollout began
};

/// How a puzzle ends, if it does here, by what every search obeys: an answer that met the stop rule, refuted ones, budget, time.
std::optional<Ending> ending_of(const PuzzleView& view, const SolveOptions& options);

}  // namespace ptrm
