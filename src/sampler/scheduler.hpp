#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/share.hpp"
#include "sampler/rollout.hpp"

namespace ptrm {

/// A rollout of a puzzle that is to run on to a supervision step.
struct Job {
    RolloutState state;
    int until = 0;
    std::int64_t nanoseconds = 0;  ///< spent on it so far
};
using Wave = std::vector<std::shared_ptr<Job>>;

/// Hands the rollouts of many puzzles to threads, so that all are busy while there is work. A puzzle's jobs come in waves, each
/// decided by the outcome of the one before; so the order in which threads finish changes nothing. A thread without a job helps
/// others with theirs.
class Scheduler {
public:
    struct Task {
        std::size_t puzzle;
        std::shared_ptr<Job> job;
    };

    /// @param first a puzzle's first wave, at least one job; called when a thread is free for it, one at a time
    Scheduler(std::size_t count, std::function<Wave(std::size_t puzzle)> first);

    /// The next task to run; while all that is left depends on running ones, takes part in what others do together. Nothing when
    /// all is done, or after stop(). @param thread that calls
    std::optional<Task> next(int thread);
    /// Reports a task as run. @return whether it was the last of its wave; then either extend() or close() follows
    bool done(const Task& task);
    /// Begins the puzzle's next wave.
    void extend(std::size_t puzzle, const Wave& wave);
    /// A puzzle is decided.
    void close();
    /// No more tasks for anybody.
    void stop();

    /// What each of several threads does of a piece of work.
    using Part = std::function<void(const Share& share, int thread)>;
    /// Does a piece of work on the thread of a task and on those that have none, at most so many in all, and returns when all are
    /// done. The first exception is thrown again here. @param pace of this thread, for work of one kind
    void together(int thread, int most, Pace& pace, const Part& part);

private:
    /// What threads do together.
    struct Work {
        const Part& part;
        int members;
        Barrier barrier;
        std::atomic<int> left;
        std::mutex mutex;
        std::exception_ptr failure;
    };
    /// A thread without a task.
    struct Waiting {
        int thread;
        std::atomic<Work*> work{nullptr};  // to take part in
        int member = 0;
    };
    void begin(std::size_t puzzle, const Wave& wave);
    void wait(std::unique_lock<std::mutex>& lock, int thread);
    void changed();
    static void take_part(Work& work, int member, int thread);

    std::function<Wave(std::size_t puzzle)> first_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<unsigned> changes_{0};  // of what next() looks at
    std::vector<int> running_;          // jobs of each puzzle's wave that are not yet reported
    std::deque<Task> ready_;
    std::vector<Waiting*> waiting_;
    std::atomic<int> free_{0};  // of these, for a look without the mutex
    int tasks_ = 0;             // that threads run
    std::size_t started_ = 0, closed_ = 0;
    bool stopped_ = false;
};

}  // namespace ptrm
