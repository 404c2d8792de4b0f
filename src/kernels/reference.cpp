#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/index.hpp"
#include "base/profile.hpp"
#include "kernels/kernels.hpp"

namespace ptrm {
namespace {

/// Where an element of a row-major matrix lies.
Index place(Index row, Index col, Index width) { return row * width + col; }

class ReferenceLinear final : public Linear {
public:
    ReferenceLinear(std::span<const float> weight, const LinearShape& shape)
        : shape_(shape), weight_(weight.begin(), weight.end()) {}

    Run bind(float*) const override {
        return [this](const float* x, float* y, Range rows) { apply(x, y, rows); };
    }

private:
    void apply(const float* x, float* y, Range rows) const {
        const auto [out, in, count, axis] = shape_;
        const bool channels = axis == Axis::channels;
        const int width = channels ? out : count;
        for (int row = rows.first; row < rows.first + rows.count; ++row) {
            for (int col = 0; col < width; ++col) {
                const int o = channels ? col : row, n = channels ? row : col;
                double sum = 0;
                for (int i = 0; i < in; ++i)
                    sum += double{at(weight_, place(o, i, in))} * x[channels ? place(n, i, in) : place(i, n, count)];
                y[place(row, col, width)] = static_cast<float>(sum);
            }
        }
    }

    LinearShape shape_;
    std::vector<float> weight_;
};

class ReferenceAttention final : public AttentionCore {
public:
    explicit ReferenceAttention(const AttentionShape& shape) : shape_(shape) {}

    void rotate(float* qkv, Range positions) const override {
        if (shape_.cosines == nullptr) return;
        const Index half = shape_.head_dim / 2;
        for (Index position = positions.first; position < positions.first + positions.count; ++position) {
            for (Index head = 0; head < 2 * Index{shape_.heads}; ++head) {  // of q, then of k
                float* first = qkv + position * 3 * shape_.width() + head * shape_.head_dim;
                for (Index j = 0; j < half; ++j) {
                    const double c = shape_.cosines[position * half + j], s = shape_.sines[position * half + j];
                    const double a = first[j], b = first[half + j];
                    first[j] = static_cast<float>(a * c - b * s);
                    first[half + j] = static_cast<float>(b * c + a * s);
                }
            }
        }
    }

    std::function<void(const float* qkv, float* y, Range positions)> bind(float* scratch) const override {
        return [this, scratch](const float* qkv, float* y, Range positions) { apply(qkv, y, positions, scratch); };
    }

    std::size_t scratch() const override { return to_size(shape_.length); }

private:
    void apply(const float* qkv, float* y, Range positions, float* scores) const {
        const Section section(Part::attention);
        const Index width = shape_.width();
        const double scale = 1 / std::sqrt(double{1} * shape_.head_dim);
        for (Index head = 0; head < shape_.heads; ++head) {
            const float *q = qkv + head * shape_.head_dim, *k = q + width, *v = k + width;
            for (Index i = positions.first; i < positions.first + positions.count; ++i) {
                double largest = -1e300, sum = 0;
                for (Index j = 0; j < shape_.length; ++j) {
                    double dot = 0;
                    for (Index c = 0; c < shape_.head_dim; ++c) dot += double{q[i * 3 * width + c]} * k[j * 3 * width + c];
                    scores[j] = static_cast<float>(dot * scale);
                    largest = std::max(largest, dot * scale);
                }
                if (shape_.windowed())
                    shape_.for_unseen(static_cast<int>(i), [&](Index first, Index count) {
                        std::fill_n(scores + first, count, -std::numeric_limits<float>::infinity());
                    });
                for (Index j = 0; j < shape_.length; ++j) {
                    scores[j] = static_cast<float>(std::exp(scores[j] - largest));
                    sum += scores[j];
                }
                for (Index c = 0; c < shape_.head_dim; ++c) {
                    double mixed = 0;
                    for (Index j = 0; j < shape_.length; ++j) mixed += double{scores[j]} * v[j * 3 * width + c];
                    y[i * width + head * shape_.head_dim + c] = static_cast<float>(mixed / sum);
                }
            }
        }
    }

    AttentionShape shape_;
};

class ReferenceKernels final : public Kernels {
public:
    std::string_view name() const override { return "reference"; }
    std::string instructions() const override { return "any"; }

    std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const override {
        return std::make_unique<ReferenceLinear>(weight, shape);
    }

    std::unique_ptr<AttentionCore> attention_core(const AttentionShape& shape) const override {
        return std::make_unique<ReferenceAttention>(shape);
    }

    void gate(const float* gate_up, int inner, int count, Axis axis, Range rows, float* y) const override {
        const auto silu_times = [](double gate, double up) { return static_cast<float>(gate / (1 + std::exp(-gate)) * up); };
        const bool channels = axis == Axis::channels;
        const Index width = channels ? inner : count;
        for (Index row = rows.first; row < rows.first + rows.count; ++row) {
            for (Index col = 0; col < width; ++col) {
                const Index gate = place(row, col, channels ? 2 * width : width), up = gate + (channels ? inner : inner * width);
                y[place(row, col, width)] = silu_times(gate_up[gate], gate_up[up]);
            }
        }
    }

    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, Range lines, float eps, float*) const override {
        const bool channels = axis == Axis::channels;
        const int size = channels ? D : L, stride = channels ? 1 : D;
        for (Index line = lines.first; line < lines.first + lines.count; ++line) {
            float* first = h + line * (channels ? D : 1);
            const float* change = y + line * (channels ? D : 1);
            double squares = 0;
            for (Index i = 0; i < size; ++i) {
                first[i * stride] += change[i * stride];
                squares += double{first[i * stride]} * first[i * stride];
            }
            const double factor = 1 / std::sqrt(squares / size + eps);
            for (Index i = 0; i < size; ++i) first[i * stride] = static_cast<float>(first[i * stride] * factor);
        }
    }
};

}  // namespace

const Kernels& reference_kernels() {
    static const ReferenceKernels kernels;
    return kernels;
}

}  // namespace ptrm
