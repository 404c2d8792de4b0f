#pragma once

#include "kernels/kernels.hpp"
#include "kernels/slices.hpp"
#include "kernels/vector/functions.hpp"

namespace ptrm {

/// The part of attention without weights, one head after another, in float32 but for what the product rounds.
class Heads final : public AttentionCore {
public:
    Heads(const VectorFunctions& functions, CachedProduct product, const AttentionShape& shape);

    void rotate(float* qkv, Range positions) const override;
    std::size_t scratch() const override;
    std::function<void(const float* qkv, float* y, Range positions)> bind(float* scratch) const override;

private:
    /// What a head needs while it is worked on.
    struct Parts {
        float* keys;    // [head_dim, keys_]
        float* values;  // [length, channels_]
        float* scores;  // [kRows, keys_]

        Parts(Slices& slices, const Heads& heads);
    };
    void run(const Parts& parts, const float* qkv, float* y, Range positions) const;

    static constexpr int kRows = 48;  // queries at a time: their scores stay in a core's first caches

    const VectorFunctions& functions_;
    CachedProduct product_;
    AttentionShape shape_;
    int keys_, channels_;  // length and head_dim in whole vectors
};

}  // namespace ptrm
