#pragma once

#include "sampler/puzzle_search.hpp"

namespace ptrm {

/// K rollouts of the question, all at once; or in growing waves of 1, 1, 2, 4, ..., the first without noise; or, with resampling,
/// all K side by side a few steps at a time.
class WaveSearch final : public PuzzleSearch {
public:
    WaveSearch(const SolveOptions& options, const Architecture& architecture, const Question& question);

    Wave next_wave() override;
    Result finish(const std::function<bool(std::span<const std::int32_t>)>& verify) override;

private:
    /// Whether rollouts come in waves of 1, 1, 2, 4, ..., the first without noise.
    bool grows() const { return options_.stop.rule != Stop::none && options_.resampling.every == 0; }
    Wave begin_rollouts(int count, int until);
    /// Guided exploration (arXiv 2605.25230): rollouts are weighted by sigmoid(q) and drawn again when the weights are uneven.
    void resample();
    std::int64_t net_evaluations() const;

    int net_evaluations_per_step_;
    std::uint64_t key_;
    Wave rollouts_;
};

/// Which of the rollouts takes each one's place: systematic resampling, n places for weights w in w n / sum(w) equal steps from
/// `offset` in [0, 1). Those that are drawn at all keep their own place.
std::vector<std::size_t> systematic_resampling(std::span<const double> weights, double offset);

}  // namespace ptrm
