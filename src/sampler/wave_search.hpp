#pragma once

#include "sampler/puzzle_search.hpp"

namespace ptrm {

/// K rollouts of the question, all at once; or in growing waves of 1, 1, 2, 4, ..., the first without noise; or, with resampling,
/// all K side by side a few steps at a time.
class WaveSearch final : public PuzzleSearch {
public:
    WaveSearch(const SolveOptions& options, const Architecture& architecture, const Question& question);

    Wave next_wave() override;
    /// Of the waves that may come after the second one: most puzzles need no more than that.
    std::shared_ptr<Job> ahead() override;
    Result finish(const std::function<bool(std::span<const std::int32_t>)>& verify) override;

private:
    /// Whether rollouts come in waves of 1, 1, 2, 4, ..., the first without noise.
    bool grows() const { return options_.stop.rule != Stop::none && options_.resampling.every == 0; }
    /// Rollouts that run, those that only run ahead left out.
    std::span<const std::shared_ptr<Job>> begun() const { return std::span(rollouts_).first(begun_); }
    const std::shared_ptr<Job>& new_rollout(int until);
    Wave begin_rollouts(int count, int until);
    /// Guided exploration (arXiv 2605.25230): rollouts are weighted by sigmoid(q) and drawn again when the weights are uneven.
    void resample();
    std::int64_t net_evaluations() const;

    int net_evaluations_per_step_;
    std::uint64_t key_;
    Wave rollouts_;          // with those that run ahead
    std::size_t begun_ = 0;  // those that do not
};

/// Which of the rollouts takes each one's place: systematic resampling, n places for weights w in w n / sum(w) equal steps from
/// `offset` in [0, 1). Those that are drawn at all keep their own place.
std::vector<std::size_t> systematic_resampling(std::span<const double> weights, double offset);

}  // namespace ptrm
