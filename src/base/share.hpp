#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ptrm {

/// Consecutive lines of a matrix, rows or columns.
struct Range {
    int first, count;
};

/// Where the threads of a piece of work wait for one another: at most microseconds apart, so they spin. Each writes to a cache
/// line of its own and looks at those of the others, so that no line changes its owner twice a meeting.
class Barrier {
public:
    explicit Barrier(int threads) : meetings_(static_cast<std::size_t>(threads)) {}

    /// Returns once all threads have come. @throws std::runtime_error if one of them never will
    void wait(int thread) {
        std::atomic<unsigned>& own = meetings_[static_cast<std::size_t>(thread)].count;
        const unsigned meeting = own.load(std::memory_order_relaxed) + 1;
        own.store(meeting, std::memory_order_release);
        for (const Meetings& other : meetings_) {
            for (int looks = 0; other.count.load(std::memory_order_acquire) < meeting; ++looks) {
                if (broken_.load(std::memory_order_relaxed)) throw std::runtime_error("another thread of this work has failed");
                rest(looks);
            }
        }
    }
    /// One of them has failed.
    void abandon() { broken_.store(true, std::memory_order_relaxed); }

    /// A moment's rest for a thread that has looked so many times for what others do.
    static void rest(int looks) {
        constexpr int kLooks = 4096;
        if (looks > kLooks) return std::this_thread::yield();  // they may have lost their cores
#if defined(__x86_64__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#endif
    }

private:
    struct alignas(128) Meetings {       // two lines, for they are fetched in pairs
        std::atomic<unsigned> count{0};  // that this thread has come to
    };
    std::vector<Meetings> meetings_;
    std::atomic<bool> broken_{false};
};

/// What one of several threads does of a piece of work that they do at once, on the same memory.
class Share {
public:
    /// All of it.
    Share() = default;
    /// @param barrier of as many threads
    Share(int member, int members, Barrier& barrier) : member_(member), members_(members), barrier_(&barrier) {}

    /// Whether this thread does what only one does.
    bool leads() const { return member_ == 0; }
    bool alone() const { return members_ == 1; }
    /// Its lines of so many: whole grains, and the last thread's what is left too.
    Range of(int lines, int grain) const {
        const int grains = std::max(lines / grain, 1), first = member_ * grains / members_ * grain;
        return {first, (member_ + 1 == members_ ? lines : (member_ + 1) * grains / members_ * grain) - first};
    }
    /// Until the others have come as far.
    void wait() const {
        if (members_ > 1) barrier_->wait(member_);
    }

private:
    int member_ = 0, members_ = 1;
    Barrier* barrier_ = nullptr;
};

}  // namespace ptrm
