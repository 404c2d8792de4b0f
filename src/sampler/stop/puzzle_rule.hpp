#pragma once

#include <cstdint>
#include <functional>
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

/// How a puzzle ends, if it does here.
using PuzzleRule = std::function<std::optional<Ending>(const PuzzleView&)>;

/// What every search obeys: an answer that met the stop rule, refuted ones, budget, time.
PuzzleRule puzzle_rule(const SolveOptions& options);

}  // namespace ptrm
