#include <algorithm>
#include <cmath>
#include <map>

#include "sampler/select.hpp"

namespace ptrm {
namespace {

/// Whether a score is less than another; one that is no number is less than any.
bool before(float a, float b) { return !std::isnan(b) && (std::isnan(a) || a < b); }
bool before(int a, int b) { return a < b; }
bool before(std::pair<bool, float> a, std::pair<bool, float> b) {
    return a.first != b.first ? a.first < b.first : before(a.second, b.second);
}

/// The first candidate with the largest score.
template <class Score>
std::size_t best_by(std::span<const Candidate> candidates, Score score) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < candidates.size(); ++i)
        if (before(score(candidates[best]), score(candidates[i]))) best = i;
    return best;
}

std::size_t most_frequent(std::span<const Candidate> candidates) {
    std::vector<int> votes(candidates.size());
    for (const Candidate& candidate : candidates) ++votes[candidate.same_as];
    return best_by(candidates, [&](const Candidate& candidate) { return votes[candidate.same_as]; });
}

constexpr SelectionRow kSelections[] = {
    {{"best-q", Selection::best_q, "the largest q_halt"},
     false,
     [](std::span<const Candidate> all) { return best_by(all, [](const Candidate& one) { return one.q; }); }},
    {{"mode", Selection::mode, "the most frequent answer"}, false, most_frequent},
    {{"settled", Selection::settled, "the state that is most at rest"},
     false,
     [](std::span<const Candidate> all) { return best_by(all, [](const Candidate& one) { return -one.residual; }); }},
    {{"verified", Selection::verified, "an answer that obeys the rules, if there is one"},
     true,
     [](std::span<const Candidate> all) {
         return best_by(all, [](const Candidate& one) { return std::pair(one.valid, one.q); });
     }},
};

}  // namespace

std::span<const SelectionRow> selections() { return kSelections; }

std::size_t select_rollout(std::span<const Rollout> rollouts, Selection selection,
                           const std::function<bool(std::span<const std::int32_t>)>& verify) {
    const SelectionRow& row = row_of(kSelections, selection);
    std::map<std::span<const std::int32_t>, std::size_t,
             decltype([](auto a, auto b) { return std::ranges::lexicographical_compare(a, b); })>
        first;  // rollout with an answer
    std::vector<Candidate> candidates;
    for (const Rollout& rollout : rollouts) {
        Candidate& candidate = candidates.emplace_back(Candidate{rollout.q, rollout.residual});
        candidate.valid = row.by_rules && verify && verify(rollout.answer);
        candidate.same_as = first.emplace(rollout.answer, candidates.size() - 1).first->second;
    }
    return row.select(candidates);
}

}  // namespace ptrm
