#pragma once

#include <functional>
#include <optional>

#include "model/network.hpp"
#include "ptrm/solver.hpp"

namespace ptrm {

/// One thread's means to run rollouts: the network's workspace and room for what is compared between steps.
struct RolloutWorkspace {
    explicit RolloutWorkspace(const Network& network);

    Workspace states;
    Buffer previous_logits;
};

/// Runs rollout `key.rollout` of a question from its start through all supervision steps:
/// for t = 1..D: z += eps with eps ~ N(0, sigma^2 I), then (z, y) = rec(x, z, y) (PTRM, figure 4).
/// @param cancelled asked before every step; may be empty
/// @return nothing if cancelled
std::optional<Rollout> run_rollout(const Network& network, const SolveOptions& options, const Question& question, NoiseKey key,
                                   const std::function<bool()>& cancelled, RolloutWorkspace& workspace);

}  // namespace ptrm
