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
        float* wide = slices.take(2 * area(shape_.inner, shape_.count));
        float* inner = slices.take(area(shape_.inner, shape_.count));
        return [this, wide, inner, gate_up = gate_up_->bind(slices.rest()), down = down_->bind(slices.rest())](const float* x,
                                                                                                               float* y) {
            gate_up(x, wide);
            {
                const Section section(Part::gate);
                kernels_.gate(wide, shape_.inner, shape_.count, shape_.axis, inner);
            }
            down(inner, y);
        };
    }

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take(2 * area(shape_.inner, shape_.count));
        slices.take(area(shape_.inner, shape_.count));
        return slices.used() + std::max(gate_up_->scratch(), down_->scratch());
    }

private:
    const Kernels& kernels_;
    SwiGluShape shape_;
    std::unique_ptr<Layer> gate_up_, down_;
};

class Attention final : public Layer {
public:
    Attention(const Kernels& kernels, std::span<const float> qkv, std::span<const float> out, const AttentionShape& shape)
        : size_(area(shape.length, shape.width())),
          qkv_(kernels.linear(qkv, {3 * shape.width(), shape.width(), shape.length, Axis::channels})),
          out_(kernels.linear(out, {shape.width(), shape.width(), shape.length, Axis::channels})),
          core_(kernels.attention_core(shape)) {}

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        float* qkv = slices.take(3 * size_);
        float* mixed = slices.take(size_);
        return [qkv, mixed, project = qkv_->bind(slices.rest()), core = core_->bind(slices.rest()),
                out = out_->bind(slices.rest())](const float* x, float* y) {
            project(x, qkv);
            core(qkv, mixed);
            out(mixed, y);
        };
    }

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take(3 * size_);
        slices.take(size_);
        return slices.used() + std::max({qkv_->scratch(), core_->scratch(), out_->scratch()});
    }

private:
    std::size_t size_;
    std::unique_ptr<Layer> qkv_, out_;
    std::unique_ptr<AttentionCore> core_;
};

}  // namespace

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
