#include "sampler/select.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace ptrm {
namespace {

/// Whether a score is less than another; one that is no number is less than any.
bool before(float a, float b) { return !std::isnan(b) && (std::isnan(a) || a < b); }
bool before(int a, int b) { return a < b; }
bool before(std::pair<char, float> a, std::pair<char, float> b) {
    return a.first != b.first ? a.first < b.first : before(a.second, b.second);
}

/// The first rollout with the largest score.
template <class Score>
std::size_t best_by(std::span<const Rollout> rollouts, Score score) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < rollouts.size(); ++i)
        if (before(score(rollouts[best]), score(rollouts[i]))) best = i;
    return best;
}

std::size_t most_frequent(std::span<const Rollout> rollouts) {
    std::map<std::span<const std::int32_t>, int,
             decltype([](auto a, auto b) { return std::ranges::lexicographical_compare(a, b); })>
        votes;
    for (const Rollout& rollout : rollouts) ++votes[rollout.answer];
    return best_by(rollouts, [&](const Rollout& rollout) { return votes.at(rollout.answer); });
}

}  // namespace

std::size_t select_rollout(std::span<const Rollout> rollouts, Selection selection,
                           const std::function<bool(std::span<const std::int32_t>)>& verify) {
    const auto q = [](const Rollout& rollout) { return rollout.q; };
    switch (selection) {
        case Selection::mode: return most_frequent(rollouts);
        case Selection::settled: return best_by(rollouts, [](const Rollout& rollout) { return -rollout.unrest; });
        case Selection::verified:
            if (verify) {
                std::vector<char> passes;
                for (const Rollout& rollout : rollouts) passes.push_back(verify(rollout.answer) ? 1 : 0);
                return best_by(rollouts, [&](const Rollout& rollout) {
                    return std::pair(passes[static_cast<std::size_t>(&rollout - rollouts.data())], rollout.q);
                });
            }
            break;
        case Selection::best_q: break;
    }
    return best_by(rollouts, q);
}

}  // namespace ptrm
