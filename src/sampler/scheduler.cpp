#include "sampler/scheduler.hpp"

#include <algorithm>
#include <chrono>

#include "base/index.hpp"

namespace ptrm {

Scheduler::Scheduler(std::size_t count, std::function<Wave(std::size_t puzzle)> first)
    : first_(std::move(first)), running_(count) {}

std::optional<Scheduler::Task> Scheduler::next(int thread) {
    std::unique_lock lock(mutex_);
    while (!stopped_ && closed_ < running_.size()) {
        if (!ready_.empty()) {
            const Task task = ready_.front();
            ready_.pop_front();
            ++tasks_;
            return task;
        }
        if (started_ < running_.size()) {
            const std::size_t puzzle = started_++;
            begin(puzzle, first_(puzzle));
        } else {
            wait(lock, thread);
        }
    }
    return std::nullopt;
}

/// Until something has changed, or others want help; then gives it.
void Scheduler::wait(std::unique_lock<std::mutex>& lock, int thread) {
    constexpr int kLooks = 10000;  // some 100 microseconds: the time between two steps of a rollout
    Waiting me{thread};
    waiting_.push_back(&me);
    ++free_;
    const unsigned changes = changes_;
    const auto called = [&] { return me.work.load(std::memory_order_acquire) != nullptr || changes_ != changes; };
    lock.unlock();
    for (int looks = 0; looks < kLooks && !called(); ++looks) Barrier::rest(looks);
    lock.lock();
    changed_.wait(lock, called);
    if (Work* work = me.work) {
        lock.unlock();
        take_part(*work, me.member, thread);
        lock.lock();
    } else {
        std::erase(waiting_, &me);
        --free_;
    }
}

void Scheduler::take_part(Work& work, int member, int thread) {
    try {
        work.part({member, work.members, work.barrier}, thread);
    } catch (...) {
        const std::lock_guard lock(work.mutex);
        if (!work.failure) work.failure = std::current_exception();
        work.barrier.abandon();  // last, for then the others fail too
    }
    work.left.fetch_sub(1, std::memory_order_release);  // after that it may be gone
}

void Scheduler::together(int thread, int most, Pace& pace, const Part& part) {
    const auto began = std::chrono::steady_clock::now();
    const auto took = [&] { return std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count(); };
    std::unique_lock lock(mutex_, std::defer_lock);
    int helpers = 0;
    if (pace.asks() && free_ > 0) {
        lock.lock();
        const int fair = (count_of(waiting_) + tasks_ - 1) / tasks_;
        helpers = std::min({most - 1, fair, count_of(waiting_)});
    }
    if (helpers <= 0) {
        if (lock) lock.unlock();
        part({}, thread);
        return pace.took_alone(took());
    }
    Work work{part, helpers + 1, Barrier(helpers + 1), helpers + 1, {}, {}};
    free_ -= helpers;
    for (int member = 1; member <= helpers; ++member) {
        Waiting& helper = *waiting_.back();
        waiting_.pop_back();
        helper.member = member;
        helper.work.store(&work, std::memory_order_release);
    }
    lock.unlock();
    changed_.notify_all();
    take_part(work, 0, thread);
    for (int looks = 0; work.left.load(std::memory_order_acquire) > 0; ++looks) Barrier::rest(looks);
    if (work.failure) std::rethrow_exception(work.failure);
    pace.took_with_help(took());
}

void Scheduler::begin(std::size_t puzzle, const Wave& wave) {
    for (const auto& job : wave) ready_.push_back({puzzle, job});
    running_[puzzle] = count_of(wave);
    if (wave.size() > 1) changed();  // the first is for this thread, whose caches hold the puzzle
}

void Scheduler::changed() {
    ++changes_;
    changed_.notify_all();
}

bool Scheduler::done(const Task& task) {
    const std::lock_guard lock(mutex_);
    --tasks_;
    return --running_[task.puzzle] == 0;
}

void Scheduler::extend(std::size_t puzzle, const Wave& wave) {
    const std::lock_guard lock(mutex_);
    begin(puzzle, wave);
}

void Scheduler::close() {
    const std::lock_guard lock(mutex_);
    ++closed_;
    changed();
}

void Scheduler::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed();
}

}  // namespace ptrm
