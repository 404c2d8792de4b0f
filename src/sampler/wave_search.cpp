#include "sampler/wave_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/solver.hpp"
#include "sampler/searches.hpp"
#include "sampler/select.hpp"

namespace ptrm {
namespace {

/// The rollout that met the stop rule at the earliest step, the lowest on a tie; or nothing.
std::optional<std::size_t> first_stopped(std::span<const std::shared_ptr<Job>> rollouts) {
    const auto rollout = [&](std::size_t i) -> const Rollout& { return rollouts[i]->state.rollout; };
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < rollouts.size(); ++i)
        if (rollout(i).stopped && (!first || rollout(i).step < rollout(*first).step)) first = i;
    return first;
}

}  // namespace

std::vector<std::size_t> systematic_resampling(std::span<const double> weights, double offset) {
    const std::size_t n = weights.size();
    const double step = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(n);
    std::vector<int> copies(n);
    double below = 0;
    std::size_t drawn = 0;
    for (std::size_t i = 0; i < n; ++i) {
        below += weights[i];
        for (; drawn < n && (i + 1 == n || (static_cast<double>(drawn) + offset) * step < below); ++drawn) ++copies[i];
    }
    std::vector<std::size_t> ancestors(n);
    std::size_t donor = 0;
    for (std::size_t place = 0; place < n; ++place) {
        ancestors[place] = place;
        if (copies[place] > 0) continue;
        while (copies[donor] < 2) ++donor;
        --copies[donor];
        ancestors[place] = donor;
    }
    return ancestors;
}

WaveSearch::WaveSearch(const SolveOptions& options, const Architecture& architecture, const Question& question)
    : PuzzleSearch(options),
      net_evaluations_per_step_(architecture.net_evaluations_per_step()),
      key_(noise_key(options.seed, question.tokens, question.puzzle_id)) {}

Wave WaveSearch::begin_rollouts(int count, int until) {
    const std::size_t first = rollouts_.size();
    for (int added = 0; added < count; ++added) {
        const auto index = static_cast<std::uint32_t>(rollouts_.size());
        const auto& job = rollouts_.emplace_back(std::make_shared<Job>());
        job->state.key = {key_, index};
        job->state.copy = index;
        job->state.views = options_.stop.confirm;
        job->state.sigma = grows() && index == 0 ? 0.0 : options_.noise.sigma;
        job->until = until;
    }
    return {rollouts_.begin() + static_cast<Index>(first), rollouts_.end()};
}

Wave WaveSearch::next_wave() {
    const int K = options_.rollouts, depth = options_.depth,
              every = options_.resampling.every > 0 ? options_.resampling.every : depth;
    if (rollouts_.empty()) {
        begin();
        return begin_rollouts(grows() ? 1 : K, std::min(every, depth));
    }
    int refutations = 0;
    for (const auto& job : rollouts_) refutations += job->state.refutations;
    if (ends(first_stopped(rollouts_).has_value(), refutations, net_evaluations())) return {};
    const int count = count_of(rollouts_);
    if (const int steps = rollouts_.front()->state.rollout.cost; count == K && steps < depth && options_.resampling.every > 0) {
        resample();
        for (const auto& job : rollouts_) job->until = std::min(steps + every, depth);
        return rollouts_;
    }
    return count < K ? begin_rollouts(std::min(count, K - count), depth) : Wave{};
}

void WaveSearch::resample() {
    std::vector<double> weights;
    double sum = 0, squares = 0;
    for (const auto& job : rollouts_) {
        const double weight = 1 / (1 + std::exp(-double{job->state.rollout.q}));
        weights.push_back(weight);
        sum += weight;
        squares += weight * weight;
    }
    const auto n = static_cast<double>(rollouts_.size());
    if (!(sum * sum / squares < options_.resampling.below * n)) return;  // the effective sample size
    const auto step = static_cast<std::uint64_t>(rollouts_.front()->state.rollout.cost);
    const double offset = unit_interval(mix64(key_ ^ mix64(step)));
    const auto ancestors = systematic_resampling(weights, offset);
    for (std::size_t place = 0; place < rollouts_.size(); ++place) {
        if (ancestors[place] == place) continue;
        RolloutState& state = rollouts_[place]->state;
        const NoiseKey own = state.key;  // from here on the copy takes noise of its own
        state = rollouts_[ancestors[place]]->state;
        state.key = own;
    }
}

std::int64_t WaveSearch::net_evaluations() const {
    std::int64_t steps = 0;
    for (const auto& job : rollouts_) steps += job->state.rollout.cost + job->state.rollout.view_steps;
    return steps * net_evaluations_per_step_;
}

Result WaveSearch::finish(const std::function<bool(std::span<const std::int32_t>)>& verify) {
    std::erase_if(rollouts_, [](const auto& job) { return job->state.rollout.cost == 0; });  // the time was up before
    std::vector<Rollout> outcomes;
    for (const auto& job : rollouts_) outcomes.push_back(outcome(job->state, options_.keep.steps));
    Result result;
    const auto stopped = first_stopped(rollouts_);
    const std::size_t chosen = stopped ? *stopped : select_rollout(outcomes, options_.select, verify);
    const Rollout& rollout = outcomes[chosen];
    result.answer = rollout.answer;
    result.q = rollout.q;
    result.rollout = static_cast<int>(rollouts_[chosen]->state.key.rollout);
    result.step = rollout.step;
    result.ending = ending();
    result.net_evaluations = net_evaluations();
    for (const auto& job : rollouts_) result.seconds += 1e-9 * static_cast<double>(job->nanoseconds);
    if (options_.keep.rollouts) result.rollouts = std::move(outcomes);
    rollouts_ = {};
    return result;
}

constinit const SearchRow kWaves{{"waves", Search::waves, "rollouts of the question, as many as the stop rule asks for"},
                                 false,
                                 [](const SolveOptions&, const Architecture&, const PuzzleRules&) {},
                                 [](const SolveOptions& options, const Architecture& architecture, const Question& question,
                                    const PuzzleRules&) -> std::unique_ptr<PuzzleSearch> {
                                     return std::make_unique<WaveSearch>(options, architecture, question);
                                 }};

}  // namespace ptrm
