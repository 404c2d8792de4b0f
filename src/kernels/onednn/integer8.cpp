// 8-bit integers: a scale for every output of a weight, found at load, and one for every row of a state, found on the fly. The
// CPU multiplies unsigned by signed bytes, so states are shifted by 128, and 128 times the sum of an output's weights is taken
// off again.
#include <algorithm>

#include "base/profile.hpp"
#include "kernels/onednn/swiglu.hpp"
#include "ptrm/index.hpp"

namespace ptrm {
namespace {

/// Rows of bytes with a scale each.
struct Rows {
    std::uint8_t* bytes;
    float* scale;

    Rows(Slices& slices, int count, int width)
        : bytes(slices.take<std::uint8_t>(area(count, width))), scale(slices.take(to_size(count))) {}
};

void quantise(const ReducedFunctions& functions, const float* x, int rows, int width, const Rows& y) {
    const Section section(Part::rounding);
    functions.quantise_rows(x, rows, width, y.bytes, y.scale);
}

/// A weight W [out, in], and the product x W^T [count, out] as 32-bit integers.
class Weight {
public:
    Weight(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count)
        : product_(matrix(count, in, Type::u8), any_order(in, out, Type::s8), matrix(count, out, Type::s32)),
          scale_(to_size(out)),
          sum_(to_size(out)) {
        std::vector<std::uint8_t> bytes(weight.size());
        functions.quantise_rows(weight.data(), out, in, bytes.data(), scale_.data());
        auto at = bytes.begin();
        for (std::int32_t& sum : sum_) {
            for (int i = 0; i < in; ++i, ++at) {
                *at ^= 128u;  // from unsigned bytes, shifted by 128, to signed ones
                sum += 128 * static_cast<std::int8_t>(*at);
            }
        }
        packed_ = product_.packed(transposed(in, out, Type::s8, in), bytes.data());
    }

    WeightScales scales() const { return {scale_.data(), sum_.data()}; }
    std::size_t scratch() const { return product_.scratch(); }
    auto bind(float* scratch) const {
        return [this, product = product_.bind(scratch)](const std::uint8_t* x, std::int32_t* y) {
            const Section section(Part::products);
            product(x, packed_.data(), y);
        };
    }

private:
    Product product_;
    Bytes packed_;
    Buffer scale_;
    std::vector<std::int32_t> sum_;
};

/// A linear layer whose result is float32 or bfloat16.
template <class Number>
class Linear {
public:
    Linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count)
        : functions_(functions),
          out_(out),
          in_(in),
          stretches_(count, row_tile()),
          weight_(functions, weight, out, in, stretches_.rows) {}

    std::size_t scratch() const {
        Slices slices(nullptr);
        Parts(slices, *this);
        return slices.used() + weight_.scratch();
    }

    std::function<void(const float*, Number*)> bind(float* scratch) const {
        Slices slices(scratch);
        const Parts parts(slices, *this);
        return [this, parts, product = weight_.bind(slices.rest())](const float* x, Number* y) {
            for (int stretch = 0; stretch < stretches_.times; ++stretch) {
                const int rows = stretches_.of(stretch), first = stretch * stretches_.rows;
                quantise(functions_, x + area(first, in_), rows, in_, parts.x);
                product(parts.x.bytes, parts.sums);
                const Section section(Part::rounding);
                dequantise(parts, rows, y + area(first, out_));
            }
        };
    }

private:
    struct Parts {
        Rows x;
        std::int32_t* sums;

        Parts(Slices& slices, const Linear& layer)
            : x(slices, layer.stretches_.rows, layer.in_),
              sums(slices.take<std::int32_t>(area(layer.stretches_.rows, layer.out_))) {}
    };

    void dequantise(const Parts& parts, int rows, Number* y) const {
        if constexpr (std::is_same_v<Number, float>)
            functions_.dequantise(parts.sums, rows, out_, parts.x.scale, weight_.scales(), y);
        else
            functions_.dequantise_bf16(parts.sums, rows, out_, parts.x.scale, weight_.scales(), y);
    }

    const ReducedFunctions& functions_;
    int out_, in_;
    Stretches stretches_;
    Weight weight_;
};

class I8Linear final : public Layer {
public:
    I8Linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count)
        : linear_(functions, weight, out, in, count) {}

    std::size_t scratch() const override { return linear_.scratch(); }
    Run bind(float* scratch) const override { return linear_.bind(scratch); }

private:
    Linear<float> linear_;
};

struct I8 {
    using GateUp = Weight;
    using Down = Weight;

    struct Between {
        Rows x, inner;
        float* line;
        std::int32_t* sums;

        Between(Slices& slices, int rows, int width, int inner_width)
            : x(slices, rows, width),
              inner(slices, rows, inner_width),
              line(slices.take(to_size(inner_width))),
              sums(slices.take<std::int32_t>(area(rows, std::max(2 * inner_width, width)))) {}
    };

    template <class Product>
    static void project(const ReducedFunctions& functions, const float* x, int rows, int width, const Product& gate_up,
                        const Between& between) {
        quantise(functions, x, rows, width, between.x);
        gate_up(between.x.bytes, between.sums);
    }
    static void gate(const ReducedFunctions& functions, int rows, int inner, const GateUp& gate_up, const Between& between) {
        const Section section(Part::gate);
        functions.gate_i8(between.sums, rows, inner, between.x.scale, gate_up.scales(), between.line, between.inner.bytes,
                          between.inner.scale);
    }
    template <class Product>
    static void finish(const ReducedFunctions& functions, int rows, int width, const Down& weight, const Product& down,
                       const Between& between, float* y) {
        down(between.inner.bytes, between.sums);
        const Section section(Part::rounding);
        functions.dequantise(between.sums, rows, width, between.inner.scale, weight.scales(), y);
    }
};

class I8Attention final : public Layer {
public:
    I8Attention(const ReducedFunctions& functions, std::span<const float> qkv, std::span<const float> out,
                const AttentionShape& shape, Heads heads)
        : size_(area(shape.length, shape.width())),
          qkv_(functions, qkv, 3 * shape.width(), shape.width(), shape.length),
          heads_(std::move(heads)),
          out_(functions, out, shape.width(), shape.width(), shape.length) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take<std::uint16_t>(3 * size_);
        slices.take(size_);
        return slices.used() + std::max({qkv_.scratch(), heads_.scratch(), out_.scratch()});
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        auto* qkv = slices.take<std::uint16_t>(3 * size_);
        float* mixed = slices.take(size_);
        return [qkv, mixed, project = qkv_.bind(slices.rest()), attend = heads_.bind(slices.rest()),
                out = out_.bind(slices.rest())](const float* x, float* y) {
            project(x, qkv);
            attend(qkv, mixed);
            out(mixed, y);
        };
    }

private:
    std::size_t size_;
    Linear<std::uint16_t> qkv_;
    Heads heads_;
    Linear<float> out_;
};

}  // namespace

const ReducedLayers& i8_layers() {
    static constexpr ReducedLayers layers = layers_of<I8Linear, SwiGlu<I8>, I8Attention>(Type::f32);
    return layers;
}

}  // namespace ptrm
