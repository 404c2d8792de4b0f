#include "eval/augment.hpp"

#include "eval/record.hpp"
#include "sampler/select.hpp"

namespace ptrm::tools {

Result vote(std::span<const Result> copies, std::span<const Symmetry> symmetries) {
    Result joined;
    for (std::size_t i = 0; i < copies.size(); ++i) {
        const Result& copy = copies[i];
        Rollout rollout = copy.rollouts[chosen_rollout(copy)];
        rollout.answer = symmetries[i].undo(copy.answer);
        for (StepRecord& step : rollout.steps) step.answer = symmetries[i].undo(step.answer);
        joined.rollouts.push_back(std::move(rollout));
        joined.net_evaluations += copy.net_evaluations;
        joined.seconds += copy.seconds;
        joined.out_of_time |= copy.out_of_time;
    }
    const std::size_t chosen = select_rollout(joined.rollouts, Selection::mode, {});
    joined.rollout = static_cast<int>(chosen);
    joined.answer = joined.rollouts[chosen].answer;
    joined.q = joined.rollouts[chosen].q;
    joined.step = joined.rollouts[chosen].step;
    return joined;
}

}  // namespace ptrm::tools
