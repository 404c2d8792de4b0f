#pragma once

#include "kernels/kernels.hpp"
#include "kernels/slices.hpp"
#include "kernels/vector/functions.hpp"

namespace ptrm {

/// The part of attention without weights, one head after another, in float32 but for what the product rounds.
class Heads final : public AttentionCore {
public:
    Heads(const VectorFunctions& functions, CachedProduct product, const AttentionShape& shape);

    std::size_t scratch() const override;
    std::function<void(float* qkv, float* y)> bind(float* scratch) const override;

private:
    /// What a head needs while it is worked on.
    struct Parts {
        float* keys;    // [head_dim, keys_]
        float* values;  // [length, channels_]
        float* scores;  // [kRows, keys_]

        Parts(Slices& slices, const Heads& heads);
    };
    void rotate(float* qkv) const;
    void run(const Parts& parts, float* qkv, float* y) const;

    static constexpr int kRows = 48;  // queries at a time: their scores stay in a core's first caches

    const VectorFunctions& functions_;
    CachedProduct product_;
    AttentionShape shape_;
    int keys_, channels_;  // length and head_dim in whole vectors
};

}  // namespace ptrm
