#pragma once

#include "sampler/rollout.hpp"

namespace ptrm {

/// A puzzle of which so many answers were refuted ends without a claim: what comes later is rarely right, and costs most.
constexpr int kMostRefutations = 3;

/// What second views say of an answer that a rollout would stop with.
struct SecondViews {
    bool agree = false;
    bool cancelled = false;
    int steps = 0;  ///< supervision steps that they took
};

/// Asks RolloutState::views of them: a symmetric copy of the question with a quarter of the open cells filled in from the
/// answer, run from the start. It agrees if within three steps it comes to the same answer and Q holds that to be right. Wrong
/// answers rarely stand it, for what is filled in contradicts the clues (models/tree-search.md). The same answer of the same tree
/// is asked about the same way. Leaves the workspace with other states and another question.
SecondViews ask_second_views(const RolloutPlan& plan, RolloutWorkspace& workspace, const RolloutState& state);

}  // namespace ptrm
