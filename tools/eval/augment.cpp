#include "eval/augment.hpp"
#include "sampler/select.hpp"

#include "eval/record.hpp"
#include "ptrm/solver.hpp"

namespace ptrm::tools {

Result vote(std::span<const Result> copies, std::span<const std::optional<Symmetry>> symmetries) {
    Result joined;
    for (std::size_t i = 0; i < copies.size(); ++i) {
        const Result& copy = copies[i];
        Rollout rollout = copy.rollouts[chosen_rollout(copy)];
        const auto undone = [&symmetry = symmetries[i]](const std::vector<std::int32_t>& grid) {
            return symmetry ? symmetry->undo(grid) : grid;
        };
        rollout.answer = undone(copy.answer);
        for (StepRecord& step : rollout.steps) step.answer = undone(step.answer);
        joined.rollouts.push_back(std::move(rollout));
        joined.net_evaluations += copy.net_evaluations;
        joined.seconds += copy.seconds;
        if (i == 0 || copy.ending == Ending::out_of_time) joined.ending = copy.ending;
    }
    const std::size_t chosen = select_rollout(joined.rollouts, Selection::mode, {});
    joined.rollout = static_cast<int>(chosen);
    joined.answer = joined.rollouts[chosen].answer;
    joined.q = joined.rollouts[chosen].q;
    joined.step = joined.rollouts[chosen].step;
    return joined;
}

}  // namespace ptrm::tools
