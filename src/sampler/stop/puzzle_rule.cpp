#include "sampler/stop/puzzle_rule.hpp"

#include <utility>
#include <vector>

#include "sampler/second_views.hpp"

namespace ptrm {
namespace {

/// `ending` where the condition holds of a view.
template <class Condition>
PuzzleRule ends(Ending ending, Condition condition) {
    return [=](const PuzzleView& view) { return condition(view) ? std::optional(ending) : std::nullopt; };
}

}  // namespace

PuzzleRule puzzle_rule(const SolveOptions& options) {
    std::vector<PuzzleRule> rules{ends(Ending::met, [](const PuzzleView& view) { return view.met; })};
    if (const double seconds = options.limits.seconds; seconds > 0)  // the one rule that may differ between runs
        rules.push_back(ends(Ending::out_of_time, [=](const PuzzleView& view) { return view.seconds >= seconds; }));
    if (const std::int64_t budget = options.limits.budget; budget > 0)
        rules.push_back(ends(Ending::exhausted, [=](const PuzzleView& view) { return view.net_evaluations >= budget; }));
    rules.push_back(ends(Ending::exhausted, [](const PuzzleView& view) { return view.refutations >= kMostRefutations; }));
    return [rules = std::move(rules)](const PuzzleView& view) {
        for (const PuzzleRule& rule : rules)
            if (const auto ending = rule(view)) return ending;
        return std::optional<Ending>();
    };
}

}  // namespace ptrm
