#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "base/buffer.hpp"
#include "base/index.hpp"
#include "base/random.hpp"
#include "kernels/kernels.hpp"
#include "sampler/select.hpp"

namespace ptrm::test {

inline Buffer random_buffer(std::size_t size, std::uint64_t seed) {
    Random random(seed, size);
    Buffer values(size);
    for (float& x : values) x = static_cast<float>(random.below(1 << 16)) / (1 << 14) - 2.0f;
    return values;
}

/// The worst difference between two results, as a share of the largest magnitude in them.
inline double relative_worst(const Buffer& expected, const Buffer& got) {
    double worst = 0, largest = 1e-30;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        worst = std::max(worst, std::abs(double{expected[i]} - double{got[i]}));
        largest = std::max(largest, std::abs(double{expected[i]}));
    }
    return worst / largest;
}

inline std::size_t area(int a, int b) { return to_size(Index{a} * b); }

/// A backend and how far it may be from the reference, as a share of the largest number in a result.
struct Candidate {
    const Kernels* kernels;
    std::string name;
    double tolerance;
};

/// Everything that runs on this machine.
inline std::vector<Candidate> candidates() {
    std::vector<Candidate> all;
    for (const Instructions set : {Instructions::baseline, Instructions::avx2, Instructions::avx512})
        if (set <= usable_instructions())
            all.push_back({&eigen_kernels(set), "eigen, instruction set " + std::to_string(static_cast<int>(set)), 3e-6});
    if (const Kernels* onednn = onednn_kernels(Precision::f32)) all.push_back({onednn, "onednn f32", 3e-6});
    if (const Kernels* onednn = onednn_kernels(Precision::i8)) all.push_back({onednn, "onednn i8", 2e-2});
    if (usable_instructions() >= Instructions::avx512)
        if (const Kernels* onednn = onednn_kernels(Precision::bf16)) all.push_back({onednn, "onednn bf16", 1e-2});
    return all;
}

/// y = linear(x), of so many floats and rows.
inline Buffer run(const Linear& linear, const Buffer& x, std::size_t size, int rows) {
    Buffer scratch(linear.scratch()), y(size);
    linear.bind(scratch.data())(x.data(), y.data(), {0, rows});
    return y;
}

/// y = layer(x), of as many floats, by so many threads.
inline Buffer run(const Layer& layer, const Buffer& x, int threads = 1) {
    Buffer common(layer.common()), y(x.size());
    Barrier barrier(threads);
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&, thread] {
            Buffer scratch(layer.scratch());
            layer.bind(scratch.data())(x.data(), y.data(), common.data(), {thread, threads, barrier});
        });
    }
    running.clear();
    return y;
}

}  // namespace ptrm::test
