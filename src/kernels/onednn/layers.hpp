#pragma once

#include <algorithm>

#include "kernels/kernels.hpp"
#include "kernels/onednn/product.hpp"
#include "kernels/slices.hpp"
#include "kernels/vector/vector_kernels.hpp"

namespace ptrm {

/// How the rows of a state are taken: `times` stretches of `rows` each, so that what lies between two products stays in cache.
/// Those of the last one beyond `count` mean nothing. @param tile rows is a multiple of it
struct Stretches {
    int count, rows, times;

    Stretches(int whole, int tile) : count(whole) {
        constexpr int kMost = 128;
        times = (count + kMost - 1) / kMost;
        rows = (count + times * tile - 1) / (times * tile) * tile;
    }
    int padded() const { return rows * times; }
    /// Rows of a stretch that mean something.
    int of(int stretch) const { return std::min(rows, count - stretch * rows); }
};

/// The part of attention without weights, in float32 or bfloat16.
class Heads {
public:
    /// @param type of queries, keys and values, @param mixed of the result: f32 or bf16
    Heads(const VectorFunctions& functions, const ReducedFunctions& reduced, const AttentionShape& shape, Type type, Type mixed);

    /// As of Layer.
    std::size_t scratch() const;
    /// @return as AttentionCore::bind
    std::function<void(void* qkv, void* y)> bind(float* scratch) const;

private:
    /// The products of so many queries.
    struct Stretch {
        Product scores, mixed;
    };
    Stretch plan(int rows) const;
    void rotate(void* qkv) const;

    const VectorFunctions& functions_;
    const ReducedFunctions& reduced_;
    AttentionShape shape_;
    Type type_, mixed_;
    int rows_;                        // queries are taken a stretch at a time, so that their scores stay in cache
    std::vector<Stretch> stretches_;  // of rows_ rows, and the shorter last one if there is one
};

// float32, along either axis.
std::unique_ptr<Layer> f32_linear(std::span<const float> weight, const LinearShape& shape);

/// The layers of a reduced precision. They work over channels: rows of numbers that share a scale, and weights packed before, and
/// stay in their own type between the products of a layer.
struct ReducedLayers {
    using Weight = std::span<const float>;
    std::unique_ptr<Layer> (*linear)(const ReducedFunctions& functions, Weight weight, int out, int in, int count);
    std::unique_ptr<Layer> (*swiglu)(const ReducedFunctions& functions, Weight gate_up, Weight down, const SwiGluShape& shape);
    std::unique_ptr<Layer> (*attention)(const ReducedFunctions& functions, Weight qkv, Weight out, const AttentionShape& shape,
                                        Heads heads);
    Type mixed;  ///< what attention wants of its heads
};

template <class Linear, class SwiGlu, class Attention>
constexpr ReducedLayers layers_of(Type mixed) {
    using Weight = ReducedLayers::Weight;
    return {
        [](const ReducedFunctions& functions, Weight weight, int out, int in, int count) -> std::unique_ptr<Layer> {
            return std::make_unique<Linear>(functions, weight, out, in, count);
        },
        [](const ReducedFunctions& functions, Weight gate_up, Weight down, const SwiGluShape& shape) -> std::unique_ptr<Layer> {
            return std::make_unique<SwiGlu>(functions, gate_up, down, shape);
        },
        [](const ReducedFunctions& functions, Weight qkv, Weight out, const AttentionShape& shape, Heads heads)
            -> std::unique_ptr<Layer> { return std::make_unique<Attention>(functions, qkv, out, shape, std::move(heads)); },
        mixed};
}

const ReducedLayers& bf16_layers();
/// Products with weights are of bytes, those within attention of bfloat16.
const ReducedLayers& i8_layers();

}  // namespace ptrm
