// 8-bit integers: a scale for every output of a weight, found at load, and one for every row of a state, found on the fly. The
// CPU multiplies unsigned by signed bytes, so states are shifted by 128, and 128 times the sum of an output's weights is taken
// off again.
#include <algorithm>

#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"
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
                {
                    const Section section(Part::rounding);
                    functions_.quantise_rows(x + area(first, in_), rows, in_, parts.x.bytes, parts.x.scale);
                }
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

class I8SwiGlu final : public Layer {
public:
    I8SwiGlu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
             const SwiGluShape& shape)
        : functions_(functions),
          width_(shape.width),
          inner_(shape.inner),
          stretches_(shape.count, row_tile()),
          gate_up_(functions, gate_up, 2 * inner_, width_, stretches_.rows),
          down_(functions, down, width_, inner_, stretches_.rows) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        Parts(slices, *this);
        return slices.used() + std::max(gate_up_.scratch(), down_.scratch());
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        const Parts parts(slices, *this);
        return [this, parts, gate_up = gate_up_.bind(slices.rest()), down = down_.bind(slices.rest())](const float* x, float* y) {
            for (int stretch = 0; stretch < stretches_.times; ++stretch) {
                const std::size_t first = area(stretch * stretches_.rows, width_);
                const int rows = stretches_.of(stretch);
                {
                    const Section section(Part::rounding);
                    functions_.quantise_rows(x + first, rows, width_, parts.x.bytes, parts.x.scale);
                }
                gate_up(parts.x.bytes, parts.sums);
                {
                    const Section section(Part::gate);
                    functions_.gate_i8(parts.sums, rows, inner_, parts.x.scale, gate_up_.scales(), parts.line, parts.inner.bytes,
                                       parts.inner.scale);
                }
                down(parts.inner.bytes, parts.sums);
                const Section section(Part::rounding);
                functions_.dequantise(parts.sums, rows, width_, parts.inner.scale, down_.scales(), y + first);
            }
        };
    }

private:
    struct Parts {
        Rows x, inner;
        float* line;
        std::int32_t* sums;

        Parts(Slices& slices, const I8SwiGlu& layer)
            : x(slices, layer.stretches_.rows, layer.width_),
              inner(slices, layer.stretches_.rows, layer.inner_),
              line(slices.take(to_size(layer.inner_))),
              sums(slices.take<std::int32_t>(area(layer.stretches_.rows, std::max(2 * layer.inner_, layer.width_)))) {}
    };

    const ReducedFunctions& functions_;
    int width_, inner_;
    Stretches stretches_;
    Weight gate_up_, down_;
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

std::unique_ptr<Layer> i8_linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count) {
    return std::make_unique<I8Linear>(functions, weight, out, in, count);
}

std::unique_ptr<Layer> i8_swiglu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
                                 const SwiGluShape& shape) {
    return std::make_unique<I8SwiGlu>(functions, gate_up, down, shape);
}

std::unique_ptr<Layer> i8_attention(const ReducedFunctions& functions, std::span<const float> qkv, std::span<const float> out,
                                    const AttentionShape& shape, Heads heads) {
    return std::make_unique<I8Attention>(functions, qkv, out, shape, std::move(heads));
}

}  // namespace ptrm
