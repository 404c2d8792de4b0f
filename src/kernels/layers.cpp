// What a backend's products and loops make up by themselves.
#include <algorithm>

#include "base/profile.hpp"
#include "kernels/kernels.hpp"
#include "kernels/slices.hpp"

namespace ptrm {
namespace {

class SwiGlu final : public Layer {
public:
    SwiGlu(const Kernels& kernels, std::span<const float> gate_up, std::span<const float> down, const SwiGluShape& shape)
        : kernels_(kernels),
          shape_(shape),
          gate_up_(kernels.linear(gate_up, {2 * shape.inner, shape.width, shape.count, shape.axis})),
          down_(kernels.linear(down, {shape.width, shape.inner, shape.count, shape.axis})) {}

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        float* own = slices.take(channels() ? between() : 0);
        return [this, own, gate_up = gate_up_->bind(slices.rest()), down = down_->bind(slices.rest())](
                   const float* x, float* y, float* common, const Share& share) {
            float *wide = channels() ? own : common, *inner = wide + 2 * area(shape_.inner, shape_.count);
            const auto gate = [&](Range rows) {
                const Section section(Part::gate);
                kernels_.gate(wide, shape_.inner, shape_.count, shape_.axis, rows, inner);
            };
            if (channels()) {
                const Range rows = rows_of(share, shape_.count);
                gate_up(x, wide, rows);
                gate(rows);
                return down(inner, y, rows);
            }
            // A part of the columns would be added up in another order; so threads take rows, and wait for those of the others.
            const Range rows = rows_of(share, shape_.inner);
            gate_up(x, wide, rows);
            gate_up(x, wide, {shape_.inner + rows.first, rows.count});
            gate(rows);
            share.wait();
            down(inner, y, rows_of(share, shape_.width));
            share.wait();
        };
    }

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take(channels() ? between() : 0);
        return slices.used() + std::max(gate_up_->scratch(), down_->scratch());
    }
    std::size_t common() const override { return channels() ? 0 : between(); }

private:
    bool channels() const { return shape_.axis == Axis::channels; }
    /// Floats between the two products.
    std::size_t between() const { return 3 * area(shape_.inner, shape_.count); }

    const Kernels& kernels_;
    SwiGluShape shape_;
    std::unique_ptr<Linear> gate_up_, down_;
};

class Attention final : public Layer {
public:
    Attention(const Kernels& kernels, std::span<const float> qkv, std::span<const float> out, const AttentionShape& shape)
        : length_(shape.length),
          size_(area(shape.length, shape.width())),
          qkv_(kernels.linear(qkv, {3 * shape.width(), shape.width(), shape.length, Axis::channels})),
          out_(kernels.linear(out, {shape.width(), shape.width(), shape.length, Axis::channels})),
          core_(kernels.attention_core(shape)) {}

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        float* mixed = slices.take(size_);
        return [this, mixed, project = qkv_->bind(slices.rest()), mix = core_->bind(slices.rest()),
                out = out_->bind(slices.rest())](const float* x, float* y, float* qkv, const Share& share) {
            const Range positions = rows_of(share, length_);
            project(x, qkv, positions);
            core_->rotate(qkv, positions);
            share.wait();  // for the keys and values of the others
            mix(qkv, mixed, positions);
            out(mixed, y, positions);
        };
    }

    std::size_t common() const override { return 3 * size_; }

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take(size_);
        return slices.used() + std::max({qkv_->scratch(), core_->scratch(), out_->scratch()});
    }

private:
    int length_;
    std::size_t size_;
    std::unique_ptr<Linear> qkv_, out_;
    std::unique_ptr<AttentionCore> core_;
};

}  // namespace

Linear::~Linear() = default;
Layer::~Layer() = default;
AttentionCore::~AttentionCore() = default;
Kernels::~Kernels() = default;

std::unique_ptr<Layer> Kernels::swiglu(std::span<const float> gate_up, std::span<const float> down,
                                       const SwiGluShape& shape) const {
    return std::make_unique<SwiGlu>(*this, gate_up, down, shape);
}

std::unique_ptr<Layer> Kernels::attention(std::span<const float> qkv, std::span<const float> out,
                                          const AttentionShape& shape) const {
    return std::make_unique<Attention>(*this, qkv, out, shape);
}

}  // namespace ptrm
