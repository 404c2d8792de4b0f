#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "base/isa.hpp"
#include "ptrm/backend.hpp"

namespace ptrm {

/// Along which axis of a state [L, D] an operation mixes. A state is row-major: one row per position, one column per channel.
enum class Axis { positions, channels };

/// How wide a weight W [out, in] is, along which axis it works, and how many rows or columns of the other axis it meets.
struct LinearShape {
    int out, in, count;
    Axis axis;
};

/// A weight, packed once for one backend and one precision.
class Linear {
public:
    virtual ~Linear();

    /// channels:  y [count, out] = x [count, in] W^T.
    /// positions: y [out, count] = W x [in, count].
    /// @param scratch as many floats as scratch() says, on a cache line
    virtual void apply(const float* x, float* y, float* scratch) const = 0;
    virtual std::size_t scratch() const { return 0; }
};

/// Where the heads of an attention layer lie, and the angles of its rotary encoding.
struct AttentionShape {
    int length, heads, head_dim;
    const float* cosines;  ///< [L, head_dim / 2], null without rotary encoding; must outlive what is made of it
    const float* sines;

    int width() const { return heads * head_dim; }
};

/// The part of an attention layer that has no weights.
class AttentionCore {
public:
    virtual ~AttentionCore();

    /// y [L, D] = softmax(q k^T / sqrt(head_dim)) v per head, q and k rotated first; qkv [L, 3 D] is overwritten.
    /// @param scratch as many floats as scratch() says, on a cache line
    virtual void apply(float* qkv, float* y, float* scratch) const = 0;
    virtual std::size_t scratch() const = 0;
};

/// What a backend supplies; one network is written on top of it. All functions are const and safe to call from any thread.
class Kernels {
public:
    virtual ~Kernels();
    virtual std::string_view name() const = 0;
    virtual Precision precision() const { return Precision::f32; }
    /// What products and loops are compiled for here; where it differs, so do results in their last bits.
    virtual std::string instructions() const = 0;

    virtual std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const = 0;
    virtual std::unique_ptr<AttentionCore> attention(const AttentionShape& shape) const = 0;

    /// y = silu(gate) * up. channels: [count, 2 inner] -> [count, inner]; positions: [2 inner, count] -> [inner, count].
    virtual void gate(const float* gate_up, int inner, int count, Axis axis, float* y) const = 0;

    /// h [L, D] = rms(h + y), the mean square taken over the D channels of a position or the L positions of a channel.
    /// @param scratch D floats
    virtual void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const = 0;

    /// The backend's product [m, k] x [k, n] alone, on operands of its own and nothing around it: what a benchmark holds the rest
    /// against. Each call of what is returned computes it once.
    virtual std::function<void()> bare_product(int m, int k, int n) const = 0;
};

/// Naive loops that read as the mathematics does: what every other backend is tested against.
const Kernels& reference_kernels();
/// Products by Eigen. @param isa one that this CPU has
const Kernels& eigen_kernels(Isa isa = best_isa());
/// Products by oneDNN, null where this build has none of it.
const Kernels* onednn_kernels(Precision precision);

/// @throws Error (bad_argument) for a backend that this build lacks, or a precision that the backend lacks
const Kernels& find_kernels(Backend backend, Precision precision);

}  // namespace ptrm
