#pragma once

#include <algorithm>
#include <cmath>
#include <string>
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

/// y = layer(x), of so many floats.
inline Buffer run(const Layer& layer, const Buffer& x, std::size_t size) {
    Buffer scratch(layer.scratch()), y(size);
    layer.bind(scratch.data())(x.data(), y.data());
    return y;
}

}  // namespace ptrm::test
