#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace ptrm {

/// Hands the rollouts of many puzzles to threads, so that all are busy while there is work. A puzzle's rollouts come in waves:
/// one of all K, or 1, 1, 2, 4, ... up to K, each begun when the one before is done and its outcome did not end the puzzle.
/// What a wave decides depends on its outcome alone, so the order in which threads finish changes nothing.
class Waves {
public:
    struct Task {
        std::size_t puzzle;
        int rollout;
    };

    Waves(std::size_t puzzles, int rollouts, bool growing);

    /// The next rollout to run; waits while all that is left depends on running ones. Nothing when all is done, or after stop().
    std::optional<Task> next();
    /// Reports a rollout as run; true if it was the last of its wave. Then either extend() or close() follows.
    bool wave_done(std::size_t puzzle);
    /// Begins the puzzle's next wave; false if all K rollouts have run.
    bool extend(std::size_t puzzle);
    /// One more puzzle is decided.
    void close();
    /// No more tasks for anybody.
    void stop();

private:
    struct Puzzle {
        int begun = 0;    // rollouts handed out or waiting to be
        int running = 0;  // of the current wave, not yet reported
    };

    bool begin_wave(std::size_t puzzle);

    const std::size_t count_;
    const int rollouts_;
    const bool growing_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Puzzle> puzzles_;
    std::deque<Task> ready_;
    std::size_t started_ = 0, closed_ = 0;
    bool stopped_ = false;
};

}  // namespace ptrm
