#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace ptrm {

/// What a stop rule sees of a rollout after a supervision step.
struct StepView {
    int step;                              ///< from 1
    float q;                               ///< q_halt
    int unchanged;                         ///< for how many steps the answer has stayed what it is
    std::span<const std::int32_t> answer;  ///< the likeliest token of every cell
};

/// Whether a rollout need not go deeper. Rules are pure, so that a run can be repeated, and safe to call from several threads.
using StopRule = std::function<bool(const StepView&)>;

/// The Q head holds the answer to be right: q_halt, a logit, is above `threshold`.
inline StopRule q_above(float threshold) {
    return [=](const StepView& view) { return view.q > threshold; };
}

/// The answer has not changed for `steps` steps.
inline StopRule unchanged_for(int steps) {
    return [=](const StepView& view) { return view.unchanged >= steps; };
}

/// The caller's rule check passes.
inline StopRule verified_by(std::function<bool(std::span<const std::int32_t> answer)> check) {
    return [check = std::move(check)](const StepView& view) { return check(view.answer); };
}

/// Both rules say stop.
inline StopRule both(StopRule a, StopRule b) {
    return [a = std::move(a), b = std::move(b)](const StepView& view) { return a(view) && b(view); };
}

}  // namespace ptrm
