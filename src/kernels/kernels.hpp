#pragma once

#include <memory>
#include <span>
#include <string_view>

namespace ptrm {

/// Along which axis of a state [L, D] an operation mixes. A state is row-major: one row per position, one column per channel.
enum class Axis { positions, channels };

/// A weight W [out, in], packed once for one backend.
class Linear {
public:
    Linear(int out, int in, Axis axis) : out_(out), in_(in), axis_(axis) {}
    virtual ~Linear() = default;

    /// channels:  y [count, out] = x [count, in] W^T.
    /// positions: y [out, count] = W x [in, count].
    /// Each row (channels) or column (positions) of y has the same bits whatever `count` is.
    virtual void apply(const float* x, int count, float* y) const = 0;

    int out() const { return out_; }
    int in() const { return in_; }
    Axis axis() const { return axis_; }

private:
    int out_, in_;
    Axis axis_;
};

/// Where the heads of an attention layer lie, and the angles of its rotary encoding.
struct AttentionShape {
    int length, heads, head_dim;
    const float* cosines;  ///< [L, head_dim / 2], null without rotary encoding
    const float* sines;
};

/// What a backend supplies; one network is written on top of it. All functions are const and safe to call from any thread.
class Kernels {
public:
    virtual ~Kernels() = default;
    virtual std::string_view name() const = 0;

    virtual std::unique_ptr<Linear> linear(std::span<const float> weight, int out, int in, Axis axis) const = 0;

    /// y = silu(gate) * up. channels: [count, 2 inner] -> [count, inner]; positions: [2 inner, count] -> [inner, count].
    virtual void gate(const float* gate_up, int inner, int count, Axis axis, float* y) const = 0;

    /// h [L, D] = rms(h + y), the mean square taken over the D channels of a position or the L positions of a channel.
    /// @param scratch D floats
    virtual void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const = 0;

    /// y [L, D] = softmax(q k^T / sqrt(head_dim)) v per head, q and k rotated first; qkv [L, 3 D] is overwritten.
    /// @param scratch attention_scratch() floats
    virtual void attention(float* qkv, const AttentionShape& shape, float* y, float* scratch) const = 0;
    virtual std::size_t attention_scratch(const AttentionShape& shape) const = 0;
};

/// Naive loops that read as the mathematics does: what every other backend is tested against.
const Kernels& reference_kernels();
/// Products and vector arithmetic on Eigen.
const Kernels& eigen_kernels();

}  // namespace ptrm
