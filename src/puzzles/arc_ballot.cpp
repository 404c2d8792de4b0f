#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "puzzles/arc.hpp"

namespace ptrm {

void ArcBallot::add(const ArcGrid& grid, double q) {
    auto at = std::find_if(candidates_.begin(), candidates_.end(), [&](const Candidate& c) { return c.grid == grid; });
    if (at == candidates_.end()) at = candidates_.insert(at, {grid, 0, 0});
    ++at->votes;
    at->q_sum += q;
}

std::vector<ArcBallot::Candidate> ArcBallot::ranked(ArcRanking ranking) const {
    std::vector<Candidate> sorted = candidates_;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Candidate& a, const Candidate& b) {
        if (ranking == ArcRanking::q_sum) return a.q_sum > b.q_sum;
        return a.votes != b.votes ? a.votes > b.votes : a.q_mean() > b.q_mean();
    });
    return sorted;
}

bool ArcBallot::decided(std::int64_t remaining, int places) const {
    if (remaining == 0) return true;
    const auto sorted = ranked(ArcRanking::count);
    for (std::size_t place = 0; place < to_size(places); ++place) {
        // Who comes after may be one whom nobody has voted for yet.
        const std::int64_t ahead = place < sorted.size() ? sorted[place].votes : 0;
        const std::int64_t next = place + 1 < sorted.size() ? sorted[place + 1].votes : 0;
        if (ahead - next <= remaining) return false;
    }
    return true;
}

double arc_probability(float q_halt) { return std::isnan(q_halt) ? 0 : 1 / (1 + std::exp(-static_cast<double>(q_halt))); }

}  // namespace ptrm
