#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "base/instructions.hpp"
#include "base/named.hpp"
#include "base/share.hpp"
#include "ptrm/model.hpp"

namespace ptrm {

/// "auto", "eigen", "onednn", "reference". @throws Error (bad_argument) for another name
Backend parse_backend(std::string_view name);
/// "f32", "bf16", "i8", "auto". @throws Error (bad_argument) for another name
Precision parse_precision(std::string_view name);

/// Along which axis of a state [L, D] an operation mixes. A state is row-major: one row per position, one column per channel.
enum class Axis { positions, channels };

/// Rows and columns are shared by the eight and, in whole vectors, by the sixteen. A row has the same bits with whichever others
/// it is multiplied, as long as these begin with an eighth one.
constexpr int kRowGrain = 8, kColumnGrain = 16;
/// A thread's rows of so many.
inline Range rows_of(const Share& share, int count) { return share.of(count, kRowGrain); }
/// What it works on by itself along an axis, of so many: rows along channels, columns along positions.
inline Range lines_of(const Share& share, Axis axis, int count) {
    return axis == Axis::channels ? rows_of(share, count) : share.of(count, kColumnGrain);
}

/// A weight, packed once for one backend and one precision.
class Linear {
public:
    /// Some rows of y, on the memory of one thread; not to be called by two threads at once.
    using Run = std::function<void(const float* x, float* y, Range rows)>;

    virtual ~Linear();
    /// Floats that a thread needs beside x and y.
    virtual std::size_t scratch() const { return 0; }
    /// Makes once what every call on this memory needs.
    /// @param scratch as many floats as scratch() says, on a cache line; what runs one after the other may share it
    /// @return y = linear(x); neither scratch nor weight may go away before it
    virtual Run bind(float* scratch) const = 0;
};

/// A part of the network that makes a change of a state [L, D].
class Layer {
public:
    /// A thread's share of y = layer(x), the lines_of() that the norm after it asks for.
    /// @param common as many floats as common() says, the same for all threads
    using Run = std::function<void(const float* x, float* y, float* common, const Share& share)>;

    virtual ~Layer();
    /// As Linear::scratch() and Linear::bind().
    virtual std::size_t scratch() const = 0;
    virtual Run bind(float* scratch) const = 0;
    /// Floats that threads leave for one another.
    virtual std::size_t common() const { return 0; }
};

/// How wide a weight W [out, in] is, along which axis it works, and how many lines of the other axis it meets.
struct LinearShape {
    int out, in, count;
    Axis axis;
};

/// Likewise of a SwiGLU with gate_up_proj [2 inner, width] and down_proj [width, inner].
struct SwiGluShape {
    int width, inner, count;
    Axis axis;
};

/// Where the heads of an attention layer lie, and the angles of its rotary encoding.
struct AttentionShape {
    int length, heads, head_dim;
    const float* cosines;  ///< [L, head_dim / 2], null without rotary encoding; must outlive what is made of it
    const float* sines;
    int side = 0, window = 0;  ///< cells of a square of this side see those at most so many rows and columns away; 0 for all

    int width() const { return heads * head_dim; }
    /// Whether the window leaves any cell out.
    bool windowed() const { return window > 0 && window < side - 1; }
    /// Calls hide(first, count) for every run of positions that one of them does not see.
    template <class Hide>
    void for_unseen(int position, Hide hide) const {
        const int line = position / side, place = position % side, last = side - 1;
        const int above = std::max(0, line - window), below = std::min(last, line + window);
        const int before = std::max(0, place - window), behind = std::min(last, place + window);
        if (above > 0) hide(0, above * side);
        for (int row = above; row <= below; ++row) {
            if (before > 0) hide(row * side, before);
            if (behind < last) hide(row * side + behind + 1, last - behind);
        }
        if (below < last) hide((below + 1) * side, (last - below) * side);
    }
};

/// The part of an attention layer that has no weights.
class AttentionCore {
public:
    virtual ~AttentionCore();

    /// Turns queries and keys of some positions by their angles. @param qkv [L, 3 D]
    virtual void rotate(float* qkv, Range positions) const = 0;
    /// As Linear::scratch() and Linear::bind().
    /// @return of some positions y [L, D] = softmax(q k^T / sqrt(head_dim)) v per head; of qkv [L, 3 D], all rotated
    virtual std::size_t scratch() const = 0;
    virtual std::function<void(const float* qkv, float* y, Range positions)> bind(float* scratch) const = 0;
};

/// What a backend supplies; one network is written on top of it. All functions are const and safe to call from any thread.
class Kernels {
public:
    virtual ~Kernels();
    virtual std::string_view name() const = 0;
    virtual Precision precision() const { return Precision::f32; }
    /// What products and loops are compiled for here; where it differs, so do results in their last bits.
    virtual std::string instructions() const = 0;

    /// channels:  y [count, out] = x [count, in] W^T.
    /// positions: y [out, count] = W x [in, count].
    virtual std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const = 0;

    /// y = down_proj(silu(gate) * up), gate and up being the halves of gate_up_proj(x), along one axis: made of linear() and
    /// gate() unless the backend knows how to do with fewer passes over memory.
    virtual std::unique_ptr<Layer> swiglu(std::span<const float> gate_up, std::span<const float> down,
                                          const SwiGluShape& shape) const;

    /// y [L, D] = o_proj(attention(qkv_proj(x))): likewise, made of linear() and attention_core().
    virtual std::unique_ptr<Layer> attention(std::span<const float> qkv, std::span<const float> out,
                                             const AttentionShape& shape) const;

    virtual std::unique_ptr<AttentionCore> attention_core(const AttentionShape& shape) const = 0;

    /// Some rows of y = silu(gate) * up. channels: [count, 2 inner] -> [count, inner]; positions: [2 inner, count] -> [inner,
    /// count].
    virtual void gate(const float* gate_up, int inner, int count, Axis axis, Range rows, float* y) const = 0;

    /// Of some lines h [L, D] = rms(h + y), the mean square taken over the D channels of a position or the L positions of a
    /// channel.
    /// @param scratch D floats
    virtual void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, Range lines, float eps,
                              float* scratch) const = 0;
};

/// Naive loops that read as the mathematics does: what every other backend is tested against.
const Kernels& reference_kernels();
/// Products by Eigen. @param instructions that this CPU has
const Kernels& eigen_kernels(Instructions instructions = usable_instructions());
/// Products by oneDNN, null where this build has none of it.
const Kernels* onednn_kernels(Precision precision);

/// A backend of the table.
struct BackendRow : Named<Backend> {
    const Kernels* (*kernels)(Precision precision);  // null for a precision that it lacks
};
std::span<const BackendRow> backends();
std::span<const Named<Precision>> precisions();

/// @throws Error (bad_argument) for a backend that this build lacks, or a precision that the backend lacks
const Kernels& find_kernels(Backend backend, Precision precision);

}  // namespace ptrm
