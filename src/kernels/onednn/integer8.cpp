// 8-bit integers: a scale for every output of a weight, found at load, and one for every row of a state, found on the fly. oneDNN
// multiplies a product by the former; the latter is left to what comes after. CPUs without matrix units multiply unsigned by
// signed bytes, so states are shifted by 128, and oneDNN takes 128 times the sum of an output's weights off again.
#include <algorithm>

#include "base/index.hpp"
#include "base/instructions.hpp"
#include "base/profile.hpp"
#include "kernels/onednn/swiglu.hpp"

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
    functions.quantise_rows(x, rows, width, 127.0f, y.bytes, y.scale);
}

/// A weight W [out, in], and the product x W^T [count, out] but for the scales of x. kResult: f32 or bf16
template <Type kResult>
class Weight {
public:
    /// @param most rows that are ever multiplied at once. @param planned how many mostly are
    Weight(const ReducedFunctions& functions, std::span<const float> weight, int out, int in, int most, int planned)
        : Weight(functions, Quantised(functions, weight, out, in), out, in, most, planned) {}

    std::size_t scratch() const {
        Slices slices(nullptr);
        if (rounds()) slices.take(area(most_, out_));
        return slices.used() + products_.scratch();
    }

    auto bind(float* scratch) const {
        Slices slices(scratch);
        float* exact = rounds() ? slices.take(area(most_, out_)) : nullptr;
        return [this, exact, product = products_.bind(slices.rest())](int rows, const std::uint8_t* x, void* y) mutable {
            const Section section(Part::products);
            product(rows, x, packed_.data(), rounds() ? exact : y);
            if (rounds()) functions_.to_bf16(exact, Index{rows} * out_, static_cast<std::uint16_t*>(y));
        };
    }

private:
    struct Quantised {
        std::vector<std::uint8_t> bytes;  // signed ones
        Buffer scale, offset;

        Quantised(const ReducedFunctions& functions, std::span<const float> weight, int out, int in)
            : bytes(weight.size()), scale(to_size(out)), offset(to_size(out)) {
            // A sum of two products is cut to 16 bits on some CPUs, so there weights have seven.
            functions.quantise_rows(weight.data(), out, in, adds_bytes_exactly() ? 127.0f : 64.0f, bytes.data(), scale.data());
            auto next = bytes.begin();
            for (float& each : offset) {
                std::int32_t sum = 0;
                for (int i = 0; i < in; ++i, ++next) sum += static_cast<std::int8_t>(*next ^= 128u);
                each = -128.0f * static_cast<float>(sum);
            }
        }
    };

    Weight(const ReducedFunctions& functions, const Quantised& weight, int out, int in, int most, int planned)
        : functions_(functions),
          most_(most),
          out_(out),
          products_(planned,
                    [=, offset = weight.offset, scale = weight.scale](int rows, const dnnl::memory::desc* right) {
                        return Product(matrix(rows, in, Type::u8), right ? *right : any_order(in, out, Type::s8),
                                       matrix(rows, out, rounds() ? Type::f32 : kResult), offset, scale);
                    }),
          packed_(products_.usual().packed(transposed(in, out, Type::s8, in), weight.bytes.data())) {}

    static bool rounds() { return kResult == Type::bf16 && !writes_bfloat16(); }

    const ReducedFunctions& functions_;
    int most_, out_;
    Products products_;
    Bytes packed_;
};

class I8Linear final : public Linear {
public:
    I8Linear(const Loops& loops, std::span<const float> weight, int out, int in, int count)
        : functions_(loops.reduced),
          out_(out),
          in_(in),
          most_(Stretches::most(count, 1)),
          weight_(functions_, weight, out, in, most_, Stretches({0, count}, 1).rows) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        Rows(slices, most_, in_);
        return slices.used() + weight_.scratch();
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        const Rows rounded(slices, most_, in_);
        return [this, rounded, product = weight_.bind(slices.rest())](const float* x, float* y, Range range) mutable {
            const Stretches stretches(range, 1);
            for (int stretch = 0; stretch < stretches.times; ++stretch) {
                const int rows = stretches.rows, first = stretches.first(stretch);
                float* result = y + area(first, out_);
                quantise(functions_, x + area(first, in_), rows, in_, rounded);
                product(rows, rounded.bytes, result);
                const Section section(Part::rounding);
                functions_.scale_rows(result, rows, out_, rounded.scale);
            }
        };
    }

private:
    const ReducedFunctions& functions_;
    int out_, in_, most_;
    Weight<Type::f32> weight_;
};

struct I8 {
    static constexpr Type kType = Type::u8;
    using GateUp = Weight<Type::bf16>;
    using Down = Weight<Type::f32>;

    struct Between {
        Rows x, inner;
        float* line;
        std::uint16_t* wide;

        Between(Slices& slices, int rows, int width, int inner_width)
            : x(slices, rows, width),
              inner(slices, rows, inner_width),
              line(slices.take(to_size(inner_width))),
              wide(slices.take<std::uint16_t>(area(rows, 2 * inner_width))) {}
    };

    template <class Product>
    static void project(const ReducedFunctions& functions, const float* x, int rows, int width, Product& gate_up,
                        const Between& between) {
        quantise(functions, x, rows, width, between.x);
        gate_up(rows, between.x.bytes, between.wide);
    }
    static void gate(const ReducedFunctions& functions, int rows, int inner, const Between& between) {
        const Section section(Part::gate);
        functions.gate_i8(between.wide, rows, inner, between.x.scale, between.line, between.inner.bytes, between.inner.scale);
    }
    template <class Product>
    static void finish(const ReducedFunctions& functions, int rows, int width, Product& down, const Between& between, float* y) {
        down(rows, between.inner.bytes, y);
        const Section section(Part::rounding);
        functions.scale_rows(y, rows, width, between.inner.scale);
    }
};

}  // namespace

const ReducedLayers& i8_layers() {
    static constexpr ReducedLayers layers = layers_of<I8Linear, SwiGlu<I8>>();
    return layers;
}

}  // namespace ptrm
