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

// The reduced precisions work over channels: rows of numbers that share a scale, and weights packed before. They stay in their
// own type between the products of a layer.
std::unique_ptr<Layer> bf16_linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count);
std::unique_ptr<Layer> bf16_swiglu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
                                   const SwiGluShape& shape);
std::unique_ptr<Layer> bf16_attention(const ReducedFunctions& functions, std::span<const float> qkv, std::span<const float> out,
                                      const AttentionShape& shape, Heads heads);

std::unique_ptr<Layer> i8_linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count);
std::unique_ptr<Layer> i8_swiglu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
                                 const SwiGluShape& shape);
/// Its products with weights are of bytes, those within attention of bfloat16.
std::unique_ptr<Layer> i8_attention(const ReducedFunctions& functions, std::span<const float> qkv, std::span<const float> out,
                                    const AttentionShape& shape, Heads heads);

}  // namespace ptrm
