#include "sampler/scheduler.hpp"

#include "base/index.hpp"

namespace ptrm {

Scheduler::Scheduler(std::size_t count, Puzzles puzzles) : puzzles_(std::move(puzzles)), running_(count) {}

std::optional<Scheduler::Task> Scheduler::next() {
    std::unique_lock lock(mutex_);
    while (!stopped_ && closed_ < running_.size()) {
        if (!ready_.empty()) {
            const Task task = ready_.front();
            ready_.pop_front();
            task.job->phase = Job::Phase::running;
            return task;
        }
        if (started_ < running_.size()) {
            const std::size_t puzzle = started_++;
            begun_.insert(puzzle);
            begin(puzzle, puzzles_.first(puzzle));
        } else if (auto task = ahead()) {
            return task;
        } else {
            changed_.wait(lock);
        }
    }
    return std::nullopt;
}

std::optional<Scheduler::Task> Scheduler::ahead() {
    for (const std::size_t puzzle : begun_) {
        if (running_[puzzle] == 0) continue;  // its next wave is being decided
        if (auto job = puzzles_.ahead(puzzle)) {
            job->phase = Job::Phase::running;
            return Task{puzzle, std::move(job)};
        }
    }
    return std::nullopt;
}

Wave Scheduler::begin(std::size_t puzzle, const Wave& wave) {
    Wave done;
    for (const auto& job : wave) {
        job->wanted = true;
        if (job->phase == Job::Phase::done)
            done.push_back(job);
        else if (job->phase == Job::Phase::waiting)
            ready_.push_back({puzzle, job});
    }
    running_[puzzle] = count_of(wave) - count_of(done);
    changed_.notify_all();
    return done;
}

Scheduler::Place Scheduler::done(const Task& task) {
    const std::lock_guard lock(mutex_);
    task.job->phase = Job::Phase::done;
    if (!task.job->wanted) return Place::ahead;
    return --running_[task.puzzle] == 0 ? Place::last_of_wave : Place::in_wave;
}

Wave Scheduler::extend(std::size_t puzzle, const Wave& wave) {
    const std::lock_guard lock(mutex_);
    return begin(puzzle, wave);
}

void Scheduler::close(std::size_t puzzle) {
    const std::lock_guard lock(mutex_);
    begun_.erase(puzzle);
    ++closed_;
    changed_.notify_all();
}

void Scheduler::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

}  // namespace ptrm
