#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "sampler/rollout.hpp"
#include "sampler/scheduler.hpp"
#include "sampler/stop/puzzle_rule.hpp"

namespace ptrm {

/// The search for one puzzle's answer: which rollouts run next, what each wave of them decides, and the answer in the end.
class PuzzleSearch {
public:
    explicit PuzzleSearch(const SolveOptions& options) : options_(options) {}
    virtual ~PuzzleSearch() = default;

    /// The next wave; empty once the puzzle is decided. Called when nothing of the last one is running.
    virtual Wave next_wave() = 0;
    /// The answer, once it is decided. @param verify may be empty
    virtual Result finish(const std::function<bool(std::span<const std::int32_t>)>& verify) = 0;

    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

protected:
    /// The first wave begins now.
    void begin() { began_ = std::chrono::steady_clock::now(); }
    /// Whether the puzzle ends here, by the rules of all searches.
    bool ends(bool met, int refutations, std::int64_t net_evaluations) {
        const auto ending = ending_of({met, refutations, net_evaluations, seconds()}, options_);
        ending_ = ending.value_or(Ending::exhausted);
        return ending.has_value();
    }
    /// How, once it has.
    Ending ending() const { return ending_; }

    const SolveOptions& options_;

private:
    Ending ending_ = Ending::exhausted;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace ptrm
