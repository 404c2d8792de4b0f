#include <algorithm>

#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"
#include "ptrm/index.hpp"

namespace ptrm {
namespace {

/// A weight W [out, in], and the product x W^T [count, out] of bfloat16 with sums in float32.
class Weight {
public:
    /// @param result f32 or bf16
    Weight(std::span<const float> weight, int out, int in, int count, Type result)
        : product_(matrix(count, in, Type::bf16), any_order(in, out, Type::bf16), matrix(count, out, result)),
          packed_(product_.packed(transposed(in, out, Type::f32, in), weight.data())) {}

    std::size_t scratch() const { return product_.scratch(); }
    auto bind(float* scratch) const {
        return [this, product = product_.bind(scratch)](const std::uint16_t* x, void* y) {
            const Section section(Part::products);
            product(x, packed_.data(), y);
        };
    }

private:
    Product product_;
    Bytes packed_;
};

void round(const ReducedFunctions& functions, const float* x, std::size_t size, std::uint16_t* y) {
    const Section section(Part::rounding);
    functions.to_bf16(x, static_cast<Index>(size), y);
}

class Bf16Linear final : public Layer {
public:
    Bf16Linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count)
        : functions_(functions), size_(area(in, count)), weight_(weight, out, in, count, Type::f32) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take<std::uint16_t>(size_);
        return slices.used() + weight_.scratch();
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        auto* rounded = slices.take<std::uint16_t>(size_);
        return [this, rounded, product = weight_.bind(slices.rest())](const float* x, float* y) {
            round(functions_, x, size_, rounded);
            product(rounded, y);
        };
    }

private:
    const ReducedFunctions& functions_;
    std::size_t size_;
    Weight weight_;
};

class Bf16SwiGlu final : public Layer {
public:
    Bf16SwiGlu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
               const SwiGluShape& shape)
        : functions_(functions),
          width_(shape.width),
          inner_(shape.inner),
          stretches_(shape.count, row_tile()),
          gate_up_(gate_up, 2 * inner_, width_, stretches_.rows, Type::bf16),
          down_(down, width_, inner_, stretches_.rows, Type::f32) {}

    std::size_t spare() const override { return area(stretches_.padded() - stretches_.count, width_); }
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
                round(functions_, x + first, area(rows, width_), parts.x);
                gate_up(parts.x, parts.wide);
                gate(parts, rows);
                down(parts.inner, y + first);
            }
        };
    }

private:
    struct Parts {
        std::uint16_t *x, *wide, *inner;

        Parts(Slices& slices, const Bf16SwiGlu& layer)
            : x(slices.take<std::uint16_t>(area(layer.stretches_.rows, layer.width_))),
              wide(slices.take<std::uint16_t>(area(layer.stretches_.rows, 2 * layer.inner_))),
              inner(slices.take<std::uint16_t>(area(layer.stretches_.rows, layer.inner_))) {}
    };

    void gate(const Parts& parts, int rows) const {
        const Section section(Part::gate);
        const std::ptrdiff_t inner = inner_;
        for (std::ptrdiff_t row = 0; row < rows; ++row) {
            const std::uint16_t* wide = parts.wide + 2 * row * inner;
            functions_.gate_bf16(wide, wide + inner, inner, parts.inner + row * inner);
        }
    }

    const ReducedFunctions& functions_;
    int width_, inner_;
    Stretches stretches_;
    Weight gate_up_, down_;
};

class Bf16Attention final : public Layer {
public:
    Bf16Attention(const ReducedFunctions& functions, std::span<const float> qkv, std::span<const float> out,
                  const AttentionShape& shape, Heads heads)
        : functions_(functions),
          width_(shape.width()),
          length_(shape.length),
          rows_((length_ + row_tile() - 1) / row_tile() * row_tile()),
          qkv_(qkv, 3 * width_, width_, rows_, Type::bf16),
          heads_(std::move(heads)),
          out_(out, width_, width_, rows_, Type::f32) {}

    std::size_t spare() const override { return area(rows_ - length_, width_); }
    std::size_t scratch() const override {
        Slices slices(nullptr);
        Parts(slices, area(rows_, width_));
        return slices.used() + std::max({qkv_.scratch(), heads_.scratch(), out_.scratch()});
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        const Parts parts(slices, area(rows_, width_));
        return [this, parts, project = qkv_.bind(slices.rest()), attend = heads_.bind(slices.rest()),
                out = out_.bind(slices.rest())](const float* x, float* y) {
            round(functions_, x, area(length_, width_), parts.x);
            project(parts.x, parts.qkv);
            attend(parts.qkv, parts.mixed);
            out(parts.mixed, y);
        };
    }

private:
    struct Parts {
        std::uint16_t *x, *qkv, *mixed;

        Parts(Slices& slices, std::size_t size)
            : x(slices.take<std::uint16_t>(size)),
              qkv(slices.take<std::uint16_t>(3 * size)),
              mixed(slices.take<std::uint16_t>(size)) {}
    };

    const ReducedFunctions& functions_;
    int width_, length_, rows_;
    Weight qkv_;
    Heads heads_;
    Weight out_;
};

}  // namespace

std::unique_ptr<Layer> bf16_linear(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int count) {
    return std::make_unique<Bf16Linear>(functions, weight, out, in, count);
}

std::unique_ptr<Layer> bf16_swiglu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
                                   const SwiGluShape& shape) {
    return std::make_unique<Bf16SwiGlu>(functions, gate_up, down, shape);
}

std::unique_ptr<Layer> bf16_attention(const ReducedFunctions& functions, std::span<const float> qkv, std::span<const float> out,
                                      const AttentionShape& shape, Heads heads) {
    return std::make_unique<Bf16Attention>(functions, qkv, out, shape, std::move(heads));
}

}  // namespace ptrm
