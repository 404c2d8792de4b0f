#include <algorithm>

#include "base/index.hpp"
#include "base/profile.hpp"
#include "kernels/onednn/swiglu.hpp"

namespace ptrm {
namespace {

/// A weight W [out, in], and the product x W^T [count, out] of bfloat16 with sums in float32. kResult: f32 or bf16
template <Type kResult>
class Weight {
public:
    /// @param planned rows that are mostly multiplied at once
    Weight(const ReducedFunctions&, std::span<const float> weight, int out, int in, int /*most*/, int planned)
        : products_(planned,
                    [=](int rows, const dnnl::memory::desc* right) {
                        return Product(matrix(rows, in, Type::bf16), right ? *right : any_order(in, out, Type::bf16),
                                       matrix(rows, out, kResult));
                    }),
          packed_(products_.usual().packed(transposed(in, out, Type::f32, in), weight.data())) {}

    std::size_t scratch() const { return products_.scratch(); }
    auto bind(float* scratch) const {
        return [this, product = products_.bind(scratch)](int rows, const std::uint16_t* x, void* y) mutable {
            const Section section(Part::products);
            product(rows, x, packed_.data(), y);
        };
    }

private:
    Products products_;
    Bytes packed_;
};

void round(const ReducedFunctions& functions, const float* x, std::size_t size, std::uint16_t* y) {
    const Section section(Part::rounding);
    functions.to_bf16(x, static_cast<Index>(size), y);
}

class Bf16Linear final : public Linear {
public:
    Bf16Linear(const Loops& loops, std::span<const float> weight, int out, int in, int count)
        : functions_(loops.reduced),
          out_(out),
          in_(in),
          size_(area(in, count)),
          weight_(loops.reduced, weight, out, in, count, count) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take<std::uint16_t>(size_);
        return slices.used() + weight_.scratch();
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        auto* rounded = slices.take<std::uint16_t>(size_);
        return [this, rounded, product = weight_.bind(slices.rest())](const float* x, float* y, Range rows) mutable {
            round(functions_, x + area(rows.first, in_), area(rows.count, in_), rounded);
            product(rows.count, rounded, y + area(rows.first, out_));
        };
    }

private:
    const ReducedFunctions& functions_;
    int out_, in_;
    std::size_t size_;
    Weight<Type::f32> weight_;
};

struct Bf16 {
    static constexpr Type kType = Type::bf16;
    using GateUp = Weight<Type::bf16>;
    using Down = Weight<Type::f32>;

    struct Between {
        std::uint16_t *x, *wide, *inner;

        Between(Slices& slices, int rows, int width, int inner_width)
            : x(slices.take<std::uint16_t>(area(rows, width))),
              wide(slices.take<std::uint16_t>(area(rows, 2 * inner_width))),
              inner(slices.take<std::uint16_t>(area(rows, inner_width))) {}
    };

    template <class Product>
    static void project(const ReducedFunctions& functions, const float* x, int rows, int width, Product& gate_up,
                        const Between& between) {
        round(functions, x, area(rows, width), between.x);
        gate_up(rows, between.x, between.wide);
    }
    static void gate(const ReducedFunctions& functions, int rows, Index inner, const Between& between) {
        const Section section(Part::gate);
        for (Index row = 0; row < rows; ++row) {
            const std::uint16_t* wide = between.wide + 2 * row * inner;
            functions.gate_bf16(wide, wide + inner, inner, between.inner + row * inner);
        }
    }
    template <class Product>
    static void finish(const ReducedFunctions&, int rows, int, Product& down, const Between& between, float* y) {
        down(rows, between.inner, y);
    }
};

}  // namespace

const ReducedLayers& bf16_layers() {
    static constexpr ReducedLayers layers = layers_of<Bf16Linear, SwiGlu<Bf16>>();
    return layers;
}

}  // namespace ptrm
