#include "sampler/waves.hpp"

#include <algorithm>

namespace ptrm {

Waves::Waves(std::size_t puzzles, int rollouts, bool growing)
    : count_(puzzles), rollouts_(rollouts), growing_(growing), puzzles_(puzzles) {}

std::optional<Waves::Task> Waves::next() {
    std::unique_lock lock(mutex_);
    while (!stopped_ && closed_ < count_) {
        if (!ready_.empty()) {
            const Task task = ready_.front();
            ready_.pop_front();
            return task;
        }
        if (started_ < count_)
            begin_wave(started_++);
        else
            changed_.wait(lock);
    }
    return std::nullopt;
}

bool Waves::begin_wave(std::size_t puzzle) {
    Puzzle& state = puzzles_[puzzle];
    const int size = std::min(growing_ ? std::max(state.begun, 1) : rollouts_, rollouts_ - state.begun);
    for (int i = 0; i < size; ++i) ready_.push_back({puzzle, state.begun + i});
    state.begun += size;
    state.running = size;
    return size > 0;
}

bool Waves::wave_done(std::size_t puzzle) {
    const std::lock_guard lock(mutex_);
    return --puzzles_[puzzle].running == 0;
}

bool Waves::extend(std::size_t puzzle) {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
    return begin_wave(puzzle);
}

void Waves::close() {
    const std::lock_guard lock(mutex_);
    ++closed_;
    changed_.notify_all();
}

void Waves::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

}  // namespace ptrm
