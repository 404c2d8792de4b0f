// Products by oneDNN, in float32, bfloat16 or 8-bit integers. Rollouts run side by side on threads of ours, one puzzle state
// [L, D] each: it stays in a core's own cache, and oneDNN is held to the one thread that calls it.
#include <omp.h>

#include <dnnl_version.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <dnnl.hpp>
#include <memory>

#include "base/buffer.hpp"
#include "kernels/vector/vector_kernels.hpp"
#include "ptrm/error.hpp"

namespace ptrm {
namespace {

using dnnl::memory;
using Type = memory::data_type;
using Dim = memory::dim;

const dnnl::engine& engine() {
    static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
    return cpu;
}

/// While it lives, oneDNN neither plans for nor starts other threads than the one that holds it.
class OneThread {
public:
    OneThread() { omp_set_num_threads(1); }
    ~OneThread() { omp_set_num_threads(before_); }
    OneThread(const OneThread&) = delete;
    OneThread& operator=(const OneThread&) = delete;

private:
    int before_ = omp_get_max_threads();
};

std::size_t area(int rows, int cols) { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols); }

/// Hands out parts of a scratch buffer, each on a cache line; without a buffer it only counts.
class Slices {
public:
    explicit Slices(float* memory) : memory_(memory) {}

    template <class T>
    T* take(std::size_t count) {
        T* part = memory_ == nullptr ? nullptr : reinterpret_cast<T*>(memory_ + used_);
        used_ += (count * sizeof(T) + 63) / 64 * 16;
        return part;
    }
    std::size_t used() const { return used_; }

private:
    float* memory_;
    std::size_t used_ = 0;
};

memory::desc matrix(int rows, int cols, Type type, Dim stride = 0) {
    return {memory::dims{rows, cols}, type, memory::dims{stride > 0 ? stride : cols, 1}};
}

memory::desc transposed(int rows, int cols, Type type, Dim stride) {
    return {memory::dims{rows, cols}, type, memory::dims{1, stride}};
}

/// c [m, n] = a [m, k] b [k, n] for fixed shapes, types and strides.
class Product {
public:
    Product(const memory::desc& a, const memory::desc& b, const memory::desc& c) {
        const OneThread one;
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        try {
#if DNNL_VERSION_MAJOR >= 3
            description_ = dnnl::matmul::primitive_desc(engine(), a, b, c, attributes);
#else
            description_ = dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, c), attributes, engine());
#endif
            product_ = dnnl::matmul(description_);
        } catch (const dnnl::error& problem) {
            throw Error(ErrorCode::bad_argument, "oneDNN", "a product of this precision",
                        std::string("cannot run on this CPU; use f32, or the backend eigen: ") + problem.what());
        }
    }

    /// @param scratchpad scratchpad() floats
    void run(const void* a, const void* b, void* c, float* scratchpad) const {
        const OneThread one;
        thread_local dnnl::stream stream(engine());
        const auto wrap = [](const memory::desc& shape, const void* data) {
            return memory(shape, engine(), const_cast<void*>(data));  // oneDNN has no memory of constants
        };
        product_.execute(stream, {{DNNL_ARG_SRC, wrap(description_.src_desc(), a)},
                                  {DNNL_ARG_WEIGHTS, wrap(description_.weights_desc(), b)},
                                  {DNNL_ARG_DST, wrap(description_.dst_desc(), c)},
                                  {DNNL_ARG_SCRATCHPAD, wrap(description_.scratchpad_desc(), scratchpad)}});
    }

    std::size_t scratchpad() const { return (description_.scratchpad_desc().get_size() + 3) / 4; }
    memory::desc b() const { return description_.weights_desc(); }

private:
    dnnl::matmul::primitive_desc description_;
    dnnl::matmul product_;
};

using Bytes = std::vector<std::byte, CacheAligned<std::byte>>;

/// The weight operand in the order that a product asks for.
Bytes pack(const memory::desc& from, const void* data, const memory::desc& to) {
    const OneThread one;
    Bytes packed(to.get_size());
    memory source(from, engine(), const_cast<void*>(data)), target(to, engine(), packed.data());
    dnnl::stream stream(engine());
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
    return packed;
}

/// float32 and bfloat16; the latter rounds its operands, and sums in float32.
class FloatLinear final : public Linear {
public:
    FloatLinear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape, bool bf16)
        : functions_(functions), shape_(shape), bf16_(bf16), product_(plan(shape, bf16 ? Type::bf16 : Type::f32)) {
        if (shape.axis == Axis::channels)
            weight_ = pack(transposed(shape.in, shape.out, Type::f32, shape.in), weight.data(), product_.b());
        else
            weight_ = pack(matrix(shape.out, shape.in, Type::f32), weight.data(),
                           matrix(shape.out, shape.in, bf16 ? Type::bf16 : Type::f32));
    }

    void apply(const float* x, float* y, float* scratch) const override {
        Slices slices(scratch);
        const void* input = x;
        const std::size_t size = area(shape_.in, shape_.count);
        if (bf16_) {
            auto* rounded = slices.take<std::uint16_t>(size);
            functions_.to_bf16(x, static_cast<std::ptrdiff_t>(size), rounded);
            input = rounded;
        }
        float* scratchpad = slices.take<float>(product_.scratchpad());
        if (shape_.axis == Axis::channels)
            product_.run(input, weight_.data(), y, scratchpad);
        else
            product_.run(weight_.data(), input, y, scratchpad);
    }

    std::size_t scratch() const override {
        Slices slices(nullptr);
        if (bf16_) slices.take<std::uint16_t>(area(shape_.in, shape_.count));
        slices.take<float>(product_.scratchpad());
        return slices.used();
    }

private:
    static Product plan(const LinearShape& shape, Type type) {
        const auto [out, in, count, axis] = shape;
        if (axis == Axis::positions) return {matrix(out, in, type), matrix(in, count, type), matrix(out, count, Type::f32)};
        return {matrix(count, in, type), {memory::dims{in, out}, type, memory::format_tag::any}, matrix(count, out, Type::f32)};
    }

    const VectorFunctions& functions_;
    LinearShape shape_;
    bool bf16_;
    Product product_;
    Bytes weight_;
};

/// 8-bit integers: a scale per output channel of the weight, and one per position or channel of the state, found on the fly. The
/// CPU multiplies unsigned by signed bytes, so the left operand is shifted by 128, and 128 times the sum of each column of the
/// right one is taken off again.
class IntegerLinear final : public Linear {
public:
    IntegerLinear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape)
        : functions_(functions), shape_(shape), product_(plan(shape)), scale_(static_cast<std::size_t>(shape.out)) {
        const auto [out, in, count, axis] = shape;
        if (axis == Axis::positions) {
            weight_.resize(weight.size());
            functions_.quantise_rows(weight.data(), out, in, reinterpret_cast<std::uint8_t*>(weight_.data()), scale_.data());
            return;
        }
        Buffer by_input(weight.size());
        functions_.transpose(weight.data(), out, in, by_input.data());
        std::vector<std::int8_t> quantised(weight.size());
        sums_.resize(static_cast<std::size_t>(out));
        functions_.quantise_cols(by_input.data(), in, out, quantised.data(), scale_.data(), sums_.data());
        weight_ = pack(matrix(in, out, Type::s8), quantised.data(), product_.b());
    }

    void apply(const float* x, float* y, float* scratch) const override {
        const auto [out, in, count, axis] = shape_;
        const Parts parts = slice(scratch);
        if (axis == Axis::channels) {
            functions_.quantise_rows(x, count, in, parts.input, parts.scale);
            product_.run(parts.input, weight_.data(), y, parts.scratchpad);
            functions_.dequantise(y, count, out, parts.scale, scale_.data(), sums_.data());
        } else {
            functions_.quantise_cols(x, in, count, reinterpret_cast<std::int8_t*>(parts.input), parts.scale, parts.sums);
            product_.run(weight_.data(), parts.input, y, parts.scratchpad);
            functions_.dequantise(y, out, count, scale_.data(), parts.scale, parts.sums);
        }
    }

    std::size_t scratch() const override { return slice(nullptr).used; }

private:
    struct Parts {
        std::uint8_t* input;
        float* scale;
        std::int32_t* sums;
        float* scratchpad;
        std::size_t used;
    };

    Parts slice(float* scratch) const {
        Slices slices(scratch);
        const auto count = static_cast<std::size_t>(shape_.count);
        Parts parts{};
        parts.input = slices.take<std::uint8_t>(area(shape_.in, shape_.count));
        parts.scale = slices.take<float>(count);
        parts.sums = slices.take<std::int32_t>(count);
        parts.scratchpad = slices.take<float>(product_.scratchpad());
        parts.used = slices.used();
        return parts;
    }

    static Product plan(const LinearShape& shape) {
        const auto [out, in, count, axis] = shape;
        if (axis == Axis::positions)
            return {matrix(out, in, Type::u8), matrix(in, count, Type::s8), matrix(out, count, Type::s32)};
        return {matrix(count, in, Type::u8),
                {memory::dims{in, out}, Type::s8, memory::format_tag::any},
                matrix(count, out, Type::s32)};
    }

    const VectorFunctions& functions_;
    LinearShape shape_;
    Product product_;
    Bytes weight_;
    Buffer scale_;                    // of each output channel
    std::vector<std::int32_t> sums_;  // over channels: 128 times the sum of each output channel's weights
};

/// Queries are taken a stretch at a time, so that their scores stay in cache. In 8-bit precision this part is bfloat16.
class OneDnnAttention final : public AttentionCore {
public:
    OneDnnAttention(const VectorFunctions& functions, const AttentionShape& shape, bool bf16)
        : functions_(functions), shape_(shape), bf16_(bf16) {
        const int stretches = (shape.length + kRows - 1) / kRows;
        rows_ = (shape.length + stretches - 1) / stretches;
        for (const int rows : {rows_, shape.length - (stretches - 1) * rows_})
            if (stretches_.empty() || rows != rows_) stretches_.push_back(plan(rows));
    }

    void apply(float* qkv, float* y, float* scratch) const override {
        rotate_heads(functions_, shape_, qkv);
        const Parts parts = slice(scratch);
        const std::size_t L = static_cast<std::size_t>(shape_.length), D = static_cast<std::size_t>(shape_.width());
        if (bf16_) functions_.to_bf16(qkv, static_cast<std::ptrdiff_t>(3 * L * D), parts.qkv);
        const auto operand = [&](std::size_t offset) -> const void* {
            return bf16_ ? static_cast<const void*>(parts.qkv + offset) : qkv + offset;
        };
        const float scale = 1.0f / std::sqrt(static_cast<float>(shape_.head_dim));
        for (std::size_t head = 0; head < D; head += static_cast<std::size_t>(shape_.head_dim)) {
            for (int first = 0; first < shape_.length; first += rows_) {
                const int rows = std::min(rows_, shape_.length - first);
                const Stretch& stretch = rows == rows_ ? stretches_.front() : stretches_.back();
                const std::size_t row = static_cast<std::size_t>(first) * D;
                stretch.scores.run(operand(3 * row + head), operand(D + head), parts.scores, parts.scratchpad);
                functions_.softmax(parts.scores, rows, shape_.length, scale);
                if (bf16_) functions_.to_bf16(parts.scores, std::ptrdiff_t{rows} * shape_.length, parts.shares);
                stretch.mixed.run(bf16_ ? static_cast<const void*>(parts.shares) : parts.scores, operand(2 * D + head),
                                  y + row + head, parts.scratchpad);
            }
        }
    }

    std::size_t scratch() const override { return slice(nullptr).used; }

private:
    static constexpr int kRows = 128;

    struct Stretch {
        Product scores, mixed;
    };

    struct Parts {
        float* scores;
        std::uint16_t *shares, *qkv;
        float* scratchpad;
        std::size_t used;
    };

    Parts slice(float* scratch) const {
        Slices slices(scratch);
        Parts parts{};
        parts.scores = slices.take<float>(area(rows_, shape_.length));
        if (bf16_) {
            parts.shares = slices.take<std::uint16_t>(area(rows_, shape_.length));
            parts.qkv = slices.take<std::uint16_t>(3 * area(shape_.length, shape_.width()));
        }
        std::size_t largest = 0;
        for (const Stretch& s : stretches_) largest = std::max({largest, s.scores.scratchpad(), s.mixed.scratchpad()});
        parts.scratchpad = slices.take<float>(largest);
        parts.used = slices.used();
        return parts;
    }

    Stretch plan(int rows) const {
        const Type type = bf16_ ? Type::bf16 : Type::f32;
        const int L = shape_.length, head_dim = shape_.head_dim, D = shape_.width();
        return {{matrix(rows, head_dim, type, 3 * D), transposed(head_dim, L, type, 3 * D), matrix(rows, L, Type::f32)},
                {matrix(rows, L, type), matrix(L, head_dim, type, 3 * D), matrix(rows, head_dim, Type::f32, D)}};
    }

    const VectorFunctions& functions_;
    AttentionShape shape_;
    bool bf16_;
    int rows_;
    std::vector<Stretch> stretches_;  // of rows_ rows, and the shorter last one if there is one
};

class OneDnnKernels final : public VectorKernels {
public:
    explicit OneDnnKernels(Precision precision) : VectorKernels(best_isa()), precision_(precision) {}

    std::string_view name() const override { return "onednn"; }
    Precision precision() const override { return precision_; }
    std::string instructions() const override {
        const dnnl_version_t& version = *dnnl_version();
        return VectorKernels::instructions() + ", oneDNN " + std::to_string(version.major) + '.' + std::to_string(version.minor) +
               " isa " + std::to_string(dnnl_get_effective_cpu_isa());  // bits, see dnnl_cpu_isa_t
    }

    std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const override {
        if (precision_ == Precision::i8) return std::make_unique<IntegerLinear>(functions_, weight, shape);
        return std::make_unique<FloatLinear>(functions_, weight, shape, precision_ == Precision::bf16);
    }

    std::unique_ptr<AttentionCore> attention(const AttentionShape& shape) const override {
        return std::make_unique<OneDnnAttention>(functions_, shape, precision_ != Precision::f32);
    }

    std::function<void()> bare_product(int m, int k, int n) const override {
        const bool integers = precision_ == Precision::i8;
        const Type a = integers ? Type::u8 : precision_ == Precision::bf16 ? Type::bf16 : Type::f32;
        const memory::desc b{memory::dims{k, n}, integers ? Type::s8 : a, memory::format_tag::any};
        const Product product(matrix(m, k, a), b, matrix(m, n, integers ? Type::s32 : Type::f32));
        Bytes left(4 * area(m, k)), right(product.b().get_size()), result(4 * area(m, n));
        return [=, scratchpad = Buffer(product.scratchpad())]() mutable {
            product.run(left.data(), right.data(), result.data(), scratchpad.data());
        };
    }

private:
    Precision precision_;
};

}  // namespace

const Kernels* onednn_kernels(Precision precision) {
    static const OneDnnKernels f32(Precision::f32), bf16(Precision::bf16), i8(Precision::i8);
    return precision == Precision::f32 ? &f32 : precision == Precision::bf16 ? &bf16 : &i8;
}

}  // namespace ptrm
