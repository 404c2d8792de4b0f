#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace ptrm {

/// A rollout of a puzzle, and the supervision step that it is to run on to.
struct Stretch {
    int rollout, until;
};

/// Hands the rollouts of many puzzles to threads, so that all are busy while there is work. A puzzle's stretches come in waves,
/// each decided by the outcome of the one before; so the order in which threads finish changes nothing.
class Scheduler {
public:
    struct Task {
        std::size_t puzzle;
        Stretch stretch;
    };

    /// @param first the first wave of a puzzle, at least one stretch; called when a thread is free for it
    Scheduler(std::size_t puzzles, std::function<std::vector<Stretch>(std::size_t puzzle)> first);

    /// The next task to run; waits while all that is left depends on running ones. Nothing when all is done, or after stop().
    std::optional<Task> next();
    /// Reports a task as run; true if it was the last of its wave. Then either extend() or close() follows.
    bool wave_done(std::size_t puzzle);
    /// Begins the puzzle's next wave.
    void extend(std::size_t puzzle, const std::vector<Stretch>& wave);
    /// One more puzzle is decided.
    void close();
    /// No more tasks for anybody.
    void stop();

private:
    void begin(std::size_t puzzle, const std::vector<Stretch>& wave);

    std::function<std::vector<Stretch>(std::size_t)> first_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<int> running_;  // of each puzzle's wave, not yet reported
    std::deque<Task> ready_;
    std::size_t started_ = 0, closed_ = 0;
    bool stopped_ = false;
};

}  // namespace ptrm
