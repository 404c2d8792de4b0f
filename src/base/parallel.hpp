#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ptrm {

/// As many threads as the machine runs at once, at least 1.
inline int hardware_threads() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

/// Calls body(worker, index) for every index in 0..count-1, each worker in 0..threads-1 being one thread that takes the next
/// index as it gets free. Returns when all are done. The first exception stops the hand-out and is thrown again here.
template <class Body>
void parallel_for(int threads, std::size_t count, Body&& body) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&](int worker) {
        try {
            for (std::size_t index; (index = next.fetch_add(1)) < count;) body(worker, index);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = count;
        }
    };
    std::vector<std::jthread> others;
    const int workers = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)), count));
    for (int worker = 1; worker < workers; ++worker) others.emplace_back(work, worker);
    work(0);
    others.clear();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace ptrm
