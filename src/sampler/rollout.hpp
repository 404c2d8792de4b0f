#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "model/network.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/solver.hpp"
#include "sampler/pace.hpp"
#include "sampler/stop/step_rule.hpp"

namespace ptrm {

/// One thread's means to run rollouts: the network's workspace and room for what is compared between steps.
struct RolloutWorkspace {
    explicit RolloutWorkspace(const Network& network);

    Workspace states;
    Pace pace;
    Buffer previous_logits;
    std::vector<std::int32_t> answer, undone;  ///< as read, and as an answer to the question instead of its copy
};

constexpr int kSettledSteps = 3;  // EqR looks at the last three changes

/// What a rollout goes on from: the answer state and the latent one, each [L, D].
struct LatentStates {
    Buffer z_H, z_L;
};

/// A rollout as it stands after some supervision steps.
struct RolloutState {
    NoiseKey key;
    std::uint32_t copy = 0;  ///< of the question, see PuzzleRules::copy(); 0 is the question itself
    double sigma = 0;        ///< standard deviation of the noise of this rollout
    std::vector<Guess> guesses;
    std::shared_ptr<const LatentStates> from;  ///< states of the same copy to start from, or null for a start of its own
    bool keep = false;  ///< leave the last states in `states`, and in `logits` the logits of the question's own cells and tokens

    Rollout rollout;
    std::optional<Rollout> before_restart;  ///< the best of the attempts that were given up
    int views = 0;                          ///< second views that must agree with its answer before it stops
    std::vector<std::int32_t> refuted;      ///< the last answer that one of them did not agree with
    int refutations = 0;                    ///< such answers
    std::array<float, kSettledSteps> changes{};
    int steps = 0;      ///< since the start, or the last restart
    int unchanged = 0;  ///< for how many steps the answer has stayed
    int low = 0;        ///< for how many steps Q has been low
    bool out_of_time = false;

    LatentStates states;  ///< put aside by a stretch that ended before the last step
    Buffer logits;

    bool finished(int depth) const { return rollout.stopped || out_of_time || rollout.cost >= depth; }
};

/// What the rollouts of a puzzle have in common.
struct RolloutPlan {
    const Network& network;
    const SolveOptions& options;
    const Question& question;
    StepRule stop;                     ///< asked after every step whether to go deeper; may be empty
    bool confirms;                     ///< second views are asked before a rollout stops, see StopOptions::confirm
    std::function<bool()> cancelled;   ///< asked before every step; may be empty
    std::function<bool()> time_is_up;  ///< likewise
    const PuzzleRules& puzzle;
    bool copies;                                      ///< of the question are worked on, see PuzzleRules::copy()
    std::function<void(const StateView&)> on_states;  ///< called after every step; may be empty
    std::vector<std::size_t> given = {};              ///< cells whose answer is the question itself, see PuzzleRules::choices()
};

/// Whether rollouts start from random states, and not from the model's own.
bool starts_at_random(const RolloutPlan& plan);

/// The noise within the supervision steps of a rollout; empty for none.
/// @param step the number of the step that runs, looked at whenever noise is drawn
PathNoise path_noise(const RolloutPlan& plan, NoiseKey key, const int& step);

/// Runs a rollout on to supervision step `until`, from its start or from where it was put aside:
/// for t = 1..D: z += eps with eps ~ N(0, sigma^2 I), then (z, y) = rec(x, z, y) (PTRM, figure 4).
/// @return false if cancelled
bool advance(const RolloutPlan& plan, int until, RolloutWorkspace& workspace, RolloutState& state);

/// The rollout's outcome: of the attempts that were given up and the last one that with the larger Q.
Rollout outcome(const RolloutState& state, bool keep_steps);

}  // namespace ptrm
