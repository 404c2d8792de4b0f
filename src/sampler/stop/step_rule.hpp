#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace ptrm {

/// What a rule sees of a rollout after a supervision step.
struct StepView {
    float q;                               ///< q_halt
    int unchanged;                         ///< for how many steps the answer has stayed what it is
    float residual;                        ///< mean of the last 3 changes of the logits, infinite before there are 3
    std::span<const std::int32_t> answer;  ///< the likeliest token of every cell
};

/// Whether a rollout need not go deeper. Rules are pure, so that a run can be repeated, and safe to call from several threads.
using StepRule = std::function<bool(const StepView&)>;

/// The Q head holds the answer to be right: q_halt, a logit, is above `threshold`.
inline StepRule q_above(float threshold) {
    return [=](const StepView& view) { return view.q > threshold; };
}

/// The answer has not changed for `steps` steps.
inline StepRule unchanged_for(int steps) {
    return [=](const StepView& view) { return view.unchanged >= steps; };
}

/// The state has come to rest, by EqR's measure.
inline StepRule settled_below(float change) {
    return [=](const StepView& view) { return view.residual < change; };
}

/// The caller's rule check passes. An answer that stayed was judged before, or the rollout would not have gone on.
inline StepRule verified_by(std::function<bool(std::span<const std::int32_t> answer)> check) {
    return [check = std::move(check)](const StepView& view) { return view.unchanged == 0 && check(view.answer); };
}

/// Both rules say stop.
inline StepRule both(StepRule a, StepRule b) {
    return [a = std::move(a), b = std::move(b)](const StepView& view) { return a(view) && b(view); };
}

}  // namespace ptrm
