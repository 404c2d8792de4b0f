#pragma once

#include <functional>
#include <optional>

#include "model/network.hpp"
#include "ptrm/solver.hpp"
#include "sampler/stop/stop_rule.hpp"

namespace ptrm {

/// One thread's means to run rollouts: the network's workspace and room for what is compared between steps.
struct RolloutWorkspace {
    explicit RolloutWorkspace(const Network& network);

    Workspace states;
    Buffer previous_logits;
    std::vector<std::int32_t> answer;
};

/// Runs rollout `key.rollout` of a question from its start through all supervision steps:
/// for t = 1..D: z += eps with eps ~ N(0, sigma^2 I), then (z, y) = rec(x, z, y) (PTRM, figure 4).
/// @param sigma standard deviation of the noise of this rollout
/// @param stop  asked after every step whether to go deeper; may be empty
/// @param cancelled asked before every step; may be empty
/// @return nothing if cancelled
std::optional<Rollout> run_rollout(const Network& network, const SolveOptions& options, const Question& question, NoiseKey key,
                                   double sigma, const StopRule& stop, const std::function<bool()>& cancelled,
                                   RolloutWorkspace& workspace);

}  // namespace ptrm
