#pragma once

#include <algorithm>

#include "kernels/kernels.hpp"
#include "kernels/onednn/product.hpp"
#include "kernels/slices.hpp"
#include "kernels/vector/vector_kernels.hpp"

namespace ptrm {

/// How the rows of a state are taken: `times` stretches of `rows` each, so that what lies between two products stays in cache.
/// Instead of being shorter the last one begins earlier, with rows that have been taken before.
class Stretches {
public:
    /// @param width of what lies between
    Stretches(Range lines, int width) : lines_(lines) {
        times = (lines.count + most(lines.count, width) - 1) / most(lines.count, width);
        rows = (lines.count + times - 1) / times;
    }
    int first(int stretch) const { return lines_.first + std::min(stretch * rows, lines_.count - rows); }
    /// Rows of a stretch of so many at most.
    static int most(int count, int width) { return std::min(count, std::max(128, (1 << 17) / width)); }

    int rows, times;

private:
    Range lines_;
};

/// The loops that layers are made of.
struct Loops {
    const VectorFunctions& vector;
    const ReducedFunctions& reduced;
};

// float32, along either axis.
std::unique_ptr<Linear> f32_linear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape);

/// The layers of a reduced precision, which stay in their own type between the products of a layer.
struct ReducedLayers {
    using Weight = std::span<const float>;
    /// Over channels.
    std::unique_ptr<Linear> (*linear)(const Loops& loops, Weight weight, int out, int in, int count);
    std::unique_ptr<Layer> (*swiglu)(const Loops& loops, Weight gate_up, Weight down, const SwiGluShape& shape);
};

template <class ReducedLinear, class SwiGlu>
constexpr ReducedLayers layers_of() {
    using Weight = ReducedLayers::Weight;
    return {[](const Loops& loops, Weight weight, int out, int in, int count) -> std::unique_ptr<Linear> {
                return std::make_unique<ReducedLinear>(loops, weight, out, in, count);
            },
            [](const Loops& loops, Weight gate_up, Weight down, const SwiGluShape& shape) -> std::unique_ptr<Layer> {
                return std::make_unique<SwiGlu>(loops, gate_up, down, shape);
            }};
}

const ReducedLayers& bf16_layers();
const ReducedLayers& i8_layers();

}  // namespace ptrm
