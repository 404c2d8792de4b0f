#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "base/index.hpp"

namespace ptrm {

/// The threads that this process may run at once: by its CPU affinity and the quota of its control group; at least 1.
int usable_threads();

/// Threads that wait for work, started once. What calls for them works along.
class ThreadPool {
public:
    /// @param threads the calling one among them
    explicit ThreadPool(int threads) {
        for (int thread = 1; thread < threads; ++thread)
            threads_.emplace_back([this, thread](const std::stop_token& stop) { wait(stop, thread); });
    }
    ~ThreadPool() {
        for (auto& thread : threads_) thread.request_stop();
        changed_.notify_all();
    }
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Calls body(thread) once on every thread, 0 being this one, and returns when all are done. The first exception is thrown
    /// again here. One call at a time.
    void run(const std::function<void(int thread)>& body) {
        {
            const std::lock_guard lock(mutex_);
            body_ = &body;
            running_ = threads_.size();
            ++round_;
        }
        changed_.notify_all();
        attempt(0);
        std::unique_lock lock(mutex_);
        done_.wait(lock, [this] { return running_ == 0; });
        if (const auto failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
    }

private:
    void wait(const std::stop_token& stop, int thread) {
        std::uint64_t seen = 0;
        for (;;) {
            {
                std::unique_lock lock(mutex_);
                if (!changed_.wait(lock, stop, [&] { return round_ != seen; })) return;
                seen = round_;
            }
            attempt(thread);
            const std::lock_guard lock(mutex_);
            if (--running_ == 0) done_.notify_all();
        }
    }

    void attempt(int thread) {
        try {
            (*body_)(thread);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!failure_) failure_ = std::current_exception();
        }
    }

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::condition_variable done_;
    const std::function<void(int)>* body_ = nullptr;
    std::uint64_t round_ = 0;
    std::size_t running_ = 0;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;  // the last, so that they end before what they use
};

/// Calls body(worker, index) for every index in 0..count-1, each worker in 0..threads-1 being one thread that takes the next
/// index as it gets free. Returns when all are done. The first exception stops the hand-out and is thrown again here.
template <class Body>
void parallel_for(int threads, std::size_t count, Body&& body) {
    std::atomic<std::size_t> next{0};
    ThreadPool pool(static_cast<int>(std::min<std::size_t>(to_size(std::max(threads, 1)), count)));
    pool.run([&](int worker) {
        try {
            for (std::size_t index; (index = next.fetch_add(1)) < count;) body(worker, index);
        } catch (...) {
            next = count;
            throw;
        }
    });
}

}  // namespace ptrm
