#include "sampler/stop/puzzle_rule.hpp"

#include "sampler/second_views.hpp"

namespace ptrm {

std::optional<Ending> ending_of(const PuzzleView& view, const SolveOptions& options) {
    const auto& [budget, seconds] = options.limits;
    if (view.met) return Ending::met;
    if (seconds > 0 && view.seconds >= seconds) return Ending::out_of_time;  // the one rule that may differ between runs
    if (budget > 0 && view.net_evaluations >= budget) return Ending::exhausted;
    if (view.refutations >= kMostRefutations) return Ending::exhausted;
    return std::nullopt;
}

}  // namespace ptrm
