#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "sampler/rollout.hpp"

namespace ptrm {

/// A rollout of a puzzle that is to run on to a supervision step.
struct Job {
    RolloutState state;
    int until = 0;

    // The scheduler's.
    enum class Phase { waiting, running, done } phase = Phase::waiting;
    bool wanted = false;  ///< by its puzzle's wave; else it runs ahead of its turn

    std::int64_t nanoseconds = 0;  ///< spent on it so far
};
using Wave = std::vector<std::shared_ptr<Job>>;

/// Hands the rollouts of many puzzles to threads, so that all are busy while there is work. A puzzle's jobs come in waves, each
/// decided by the outcome of the one before; so the order in which threads finish changes nothing. A thread that would wait runs
/// a job ahead of its turn, which a later wave may come to want.
class Scheduler {
public:
    struct Task {
        std::size_t puzzle;
        std::shared_ptr<Job> job;
    };

    /// What puzzles want. Both are called when a thread is free for it, one at a time.
    struct Puzzles {
        std::function<Wave(std::size_t puzzle)> first;                  ///< the first wave, at least one job
        std::function<std::shared_ptr<Job>(std::size_t puzzle)> ahead;  ///< a new job beside the running wave, or null
    };
    Scheduler(std::size_t count, Puzzles puzzles);

    /// The next task to run; waits while all that is left depends on running ones. Nothing when all is done, or after stop().
    std::optional<Task> next();
    enum class Place { ahead, in_wave, last_of_wave };
    /// Reports a task as run, and says where it stood. After the last of a wave either extend() or close() follows.
    Place done(const Task& task);
    /// Begins the puzzle's next wave. @return those of it that have been run ahead; if all, the wave is done
    Wave extend(std::size_t puzzle, const Wave& wave);
    /// The puzzle is decided.
    void close(std::size_t puzzle);
    /// No more tasks for anybody.
    void stop();

private:
    Wave begin(std::size_t puzzle, const Wave& wave);
    std::optional<Task> ahead();

    Puzzles puzzles_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<int> running_;     // jobs of each puzzle's wave that are not yet reported
    std::set<std::size_t> begun_;  // puzzles that are not closed
    std::deque<Task> ready_;
    std::size_t started_ = 0, closed_ = 0;
    bool stopped_ = false;
};

}  // namespace ptrm
