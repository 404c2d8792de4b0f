#pragma once

#include <algorithm>

#include "kernels/kernels.hpp"
#include "kernels/onednn/product.hpp"
#include "kernels/slices.hpp"
#include "kernels/vector/vector_kernels.hpp"

namespace ptrm {

/// How the rows of a state are taken: `times` stretches of `rows` each, so that what lies between two products stays in cache.
/// Instead of being shorter the last one begins earlier, with rows that have been taken before.
struct Stretches {
    int count, rows, times;

    /// @param width of what lies between
    explicit Stretches(int whole, int width = 1) : count(whole) {
        const int most = std::max(128, (1 << 17) / width);
        times = (count + most - 1) / most;
        rows = (count + times - 1) / times;
    }
    int first(int stretch) const { return std::min(stretch * rows, count - rows); }
};

/// The loops that layers are made of.
struct Loops {
    const VectorFunctions& vector;
    const ReducedFunctions& reduced;
};

// float32, along either axis.
std::unique_ptr<Layer> f32_linear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape);

/// The layers of a reduced precision, which stay in their own type between the products of a layer.
struct ReducedLayers {
    using Weight = std::span<const float>;
    /// Over channels.
    std::unique_ptr<Layer> (*linear)(const Loops& loops, Weight weight, int out, int in, int count);
    std::unique_ptr<Layer> (*swiglu)(const Loops& loops, Weight gate_up, Weight down, const SwiGluShape& shape);
};

template <class Linear, class SwiGlu>
constexpr ReducedLayers layers_of() {
    using Weight = ReducedLayers::Weight;
    return {[](const Loops& loops, Weight weight, int out, int in, int count) -> std::unique_ptr<Layer> {
                return std::make_unique<Linear>(loops, weight, out, in, count);
            },
            [](const Loops& loops, Weight gate_up, Weight down, const SwiGluShape& shape) -> std::unique_ptr<Layer> {
                return std::make_unique<SwiGlu>(loops, gate_up, down, shape);
            }};
}

const ReducedLayers& bf16_layers();
const ReducedLayers& i8_layers();

}  // namespace ptrm
