#include "sampler/select.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "ptrm/error.hpp"

namespace ptrm {
namespace {

/// The first rollout with the largest score.
template <class Score>
std::size_t best_by(std::span<const Rollout> rollouts, Score score) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < rollouts.size(); ++i)
        if (score(rollouts[i]) > score(rollouts[best])) best = i;
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

Selection parse_selection(std::string_view name) {
    if (name == "best-q") return Selection::best_q;
    if (name == "mode") return Selection::mode;
    if (name == "settled") return Selection::settled;
    if (name == "verified") return Selection::verified;
    throw Error(ErrorCode::bad_argument, "selection", "", "best-q, mode, settled or verified", "'" + std::string(name) + "'");
}

Stop parse_stop(std::string_view name) {
    if (name == "none") return Stop::none;
    if (name == "q") return Stop::q;
    if (name == "verified") return Stop::verified;
    if (name == "auto") return Stop::automatic;
    throw Error(ErrorCode::bad_argument, "stop rule", "", "none, q, verified or auto", "'" + std::string(name) + "'");
}

NoiseTarget parse_noise_target(std::string_view name) {
    if (name == "z") return NoiseTarget::z;
    if (name == "y") return NoiseTarget::y;
    throw Error(ErrorCode::bad_argument, "noise target", "", "z or y", "'" + std::string(name) + "'");
}

}  // namespace ptrm
