#include "sampler/scheduler.hpp"

#include "ptrm/index.hpp"

namespace ptrm {

Scheduler::Scheduler(std::size_t puzzles, std::function<std::vector<Stretch>(std::size_t)> first)
    : first_(std::move(first)), running_(puzzles) {}

std::optional<Scheduler::Task> Scheduler::next() {
    std::unique_lock lock(mutex_);
    while (!stopped_ && closed_ < running_.size()) {
        if (!ready_.empty()) {
            const Task task = ready_.front();
            ready_.pop_front();
            return task;
        }
        if (started_ < running_.size()) {
            const std::size_t puzzle = started_++;
            begin(puzzle, first_(puzzle));
        } else {
            changed_.wait(lock);
        }
    }
    return std::nullopt;
}

void Scheduler::begin(std::size_t puzzle, const std::vector<Stretch>& wave) {
    for (const Stretch& stretch : wave) ready_.push_back({puzzle, stretch});
    running_[puzzle] = count_of(wave);
    changed_.notify_all();
}

bool Scheduler::wave_done(std::size_t puzzle) {
    const std::lock_guard lock(mutex_);
    return --running_[puzzle] == 0;
}

void Scheduler::extend(std::size_t puzzle, const std::vector<Stretch>& wave) {
    const std::lock_guard lock(mutex_);
    begin(puzzle, wave);
}

void Scheduler::close() {
    const std::lock_guard lock(mutex_);
    ++closed_;
    changed_.notify_all();
}

void Scheduler::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

}  // namespace ptrm
