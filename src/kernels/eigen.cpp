#include <algorithm>
#include <array>
#include <cmath>

#include "base/buffer.hpp"
#include "base/index.hpp"
#include "base/profile.hpp"
#include "kernels/vector/vector_kernels.hpp"

namespace ptrm {
namespace {

class EigenLinear final : public Layer {
public:
    /// Eigen multiplies by rows in memory order a little faster than by their transpose: over channels W is kept as [in, out].
    EigenLinear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape)
        : functions_(functions), shape_(shape), weight_(weight.begin(), weight.end()) {
        if (shape.axis == Axis::channels)
            functions_.transpose(weight.data(), shape.out, shape.in, shape.in, weight_.data(), shape.out);
    }

    Run bind(float*) const override {
        return [this](const float* x, float* y) {
            const Section section(Part::products);
            const auto [out, in, count, axis] = shape_;
            if (axis == Axis::channels)
                functions_.product({x, count, in, in}, {weight_.data(), in, out, out}, false, y, out);
            else
                functions_.product({weight_.data(), out, in, in}, {x, in, count, count}, false, y, count);
        };
    }

private:
    const VectorFunctions& functions_;
    LinearShape shape_;
    Buffer weight_;
};

class EigenAttention final : public AttentionCore {
public:
    EigenAttention(const VectorFunctions& functions, const AttentionShape& shape) : functions_(functions), shape_(shape) {}

    std::function<void(float* qkv, float* y)> bind(float* scratch) const override {
        return [this, scratch](float* qkv, float* y) { apply(qkv, y, scratch); };
    }

    std::size_t scratch() const override { return to_size(kRows * shape_.length); }

private:
    void apply(float* qkv, float* y, float* scores) const {
        const Section section(Part::attention);
        rotate_heads(shape_, qkv, functions_.rotate);
        const std::ptrdiff_t L = shape_.length, width = shape_.width(), head_dim = shape_.head_dim;
        const float scale = 1.0f / std::sqrt(static_cast<float>(head_dim));
        for (const float* q = qkv; q < qkv + width; q += head_dim, y += head_dim) {
            const float *k = q + width, *v = k + width;
            for (std::ptrdiff_t first = 0; first < L; first += kRows) {
                const std::ptrdiff_t rows = std::min(kRows, L - first);
                functions_.product({q + first * 3 * width, rows, head_dim, 3 * width}, {k, L, head_dim, 3 * width}, true, scores,
                                   L);
                functions_.softmax(scores, rows, L, scale);
                functions_.product({scores, rows, L, L}, {v, L, head_dim, 3 * width}, false, y + first * width, width);
            }
        }
    }

    static constexpr std::ptrdiff_t kRows = 64;  // queries at a time: their scores fit a core's cache

    const VectorFunctions& functions_;
    AttentionShape shape_;
};

class EigenKernels final : public VectorKernels {
public:
    using VectorKernels::VectorKernels;
    std::string_view name() const override { return "eigen"; }

    std::unique_ptr<Layer> linear(std::span<const float> weight, const LinearShape& shape) const override {
        return std::make_unique<EigenLinear>(functions_, weight, shape);
    }

    std::unique_ptr<AttentionCore> attention_core(const AttentionShape& shape) const override {
        return std::make_unique<EigenAttention>(functions_, shape);
    }
};

}  // namespace

const Kernels& eigen_kernels(Instructions instructions) {
    static const std::array<EigenKernels, 3> kernels{EigenKernels(Instructions::baseline), EigenKernels(Instructions::avx2),
                                                     EigenKernels(Instructions::avx512)};
    return for_instructions(instructions, kernels[0], kernels[1], kernels[2]);
}

}  // namespace ptrm
