// Eigen packs the operands of a product into temporary panels; from the stack these cost nothing, and a rollout allocates
// nothing. The largest it asks for is about 1.5 MiB, well within a thread's 8 MiB.
#define EIGEN_STACK_ALLOCATION_LIMIT (2 << 20)

#include <algorithm>
#include <cmath>
#include <Eigen/Core>

#include "kernels/kernels.hpp"

namespace ptrm {
namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Input = Eigen::Map<const RowMatrix>;
using Output = Eigen::Map<RowMatrix>;
using Strided = Eigen::Map<RowMatrix, 0, Eigen::OuterStride<>>;

class EigenLinear final : public Linear {
public:
    EigenLinear(std::span<const float> weight, int out, int in, Axis axis)
        : Linear(out, in, axis), weight_(Input(weight.data(), out, in)) {}

    void apply(const float* x, int count, float* y) const override {
        if (axis() == Axis::channels)
            Output(y, count, out()).noalias() = Input(x, count, in()) * weight_.transpose();
        else
            Output(y, out(), count).noalias() = weight_ * Input(x, in(), count);
    }

private:
    RowMatrix weight_;
};

void silu_times(const float* gate, const float* up, Eigen::Index size, float* y) {
    const Eigen::Map<const Eigen::ArrayXf> g(gate, size), u(up, size);
    Eigen::Map<Eigen::ArrayXf>(y, size) = g / (1.0f + (-g).exp()) * u;
}

class EigenKernels final : public Kernels {
public:
    std::string_view name() const override { return "eigen"; }

    std::unique_ptr<Linear> linear(std::span<const float> weight, int out, int in, Axis axis) const override {
        return std::make_unique<EigenLinear>(weight, out, in, axis);
    }

    void gate(const float* gate_up, int inner, int count, Axis axis, float* y) const override {
        if (axis == Axis::positions) {
            const Eigen::Index half = Eigen::Index{inner} * count;
            silu_times(gate_up, gate_up + half, half, y);
            return;
        }
        for (Eigen::Index n = 0; n < count; ++n)
            silu_times(gate_up + 2 * n * inner, gate_up + (2 * n + 1) * inner, inner, y + n * inner);
    }

    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const override {
        Output state(h, L, D);
        const Input change(y, L, D);
        if (axis == Axis::channels) {
            for (Eigen::Index position = 0; position < L; ++position) {
                auto row = state.row(position);
                row += change.row(position);
                row *= 1.0f / std::sqrt(row.squaredNorm() / static_cast<float>(D) + eps);
            }
            return;
        }
        // Row after row in memory order; every channel's sum runs over the positions in order.
        Eigen::Map<Eigen::Array<float, 1, Eigen::Dynamic>> factor(scratch, D);
        factor.setZero();
        for (Eigen::Index position = 0; position < L; ++position) {
            state.row(position) += change.row(position);
            factor += state.row(position).array().square();
        }
        factor = (factor / static_cast<float>(L) + eps).rsqrt();
        for (Eigen::Index position = 0; position < L; ++position) state.row(position).array() *= factor;
    }

    void attention(float* qkv, const AttentionShape& shape, float* y, float* scratch) const override {
        const Eigen::Index L = shape.length, width = Eigen::Index{shape.heads} * shape.head_dim, half = shape.head_dim / 2;
        if (shape.cosines != nullptr) {
            for (Eigen::Index position = 0; position < L; ++position) {
                const Eigen::Map<const Eigen::ArrayXf> c(shape.cosines + position * half, half),
                    s(shape.sines + position * half, half);
                for (Eigen::Index head = 0; head < 2 * shape.heads; ++head) {  // of q, then of k
                    float* first = qkv + position * 3 * width + head * shape.head_dim;
                    Eigen::Map<Eigen::ArrayXf> a(first, half), b(first + half, half);
                    Eigen::Map<Eigen::ArrayXf> turned(scratch, half);
                    turned = a * c - b * s;
                    b = b * c + a * s;
                    a = turned;
                }
            }
        }
        const float scale = 1.0f / std::sqrt(static_cast<float>(shape.head_dim));
        const Eigen::OuterStride<> stride(3 * width);
        for (Eigen::Index head = 0; head < shape.heads; ++head) {
            const Strided q(qkv + head * shape.head_dim, L, shape.head_dim, stride);
            const Strided k(qkv + width + head * shape.head_dim, L, shape.head_dim, stride);
            const Strided v(qkv + 2 * width + head * shape.head_dim, L, shape.head_dim, stride);
            Strided out(y + head * shape.head_dim, L, shape.head_dim, Eigen::OuterStride<>(width));
            for (Eigen::Index first = 0; first < L; first += kRows) {
                const Eigen::Index rows = std::min(kRows, L - first);
                Output scores(scratch, rows, L);
                scores.noalias() = q.middleRows(first, rows) * k.transpose();
                for (Eigen::Index row = 0; row < rows; ++row) {
                    auto line = scores.row(row).array();
                    line = ((line - line.maxCoeff()) * scale).exp();
                    line /= line.sum();
                }
                out.middleRows(first, rows).noalias() = scores * v;
            }
        }
    }

    std::size_t attention_scratch(const AttentionShape& shape) const override {
        return static_cast<std::size_t>(std::max(kRows * shape.length, Eigen::Index{shape.head_dim}));
    }

private:
    static constexpr Eigen::Index kRows = 64;  // queries at a time: their scores fit a core's cache
};

}  // namespace

const Kernels& eigen_kernels() {
    static const EigenKernels kernels;
    return kernels;
}

}  // namespace ptrm
