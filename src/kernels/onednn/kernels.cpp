// Products by oneDNN, in float32, bfloat16 or 8-bit integers.
#include <dnnl_version.h>

#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"

namespace ptrm {
namespace {

/// A layer over channels made one over positions: y [out, count] = (layer(x^T))^T for x [in, count].
class OverPositions final : public Layer {
public:
    OverPositions(const VectorFunctions& functions, std::unique_ptr<Layer> layer, int out, int in, int count)
        : functions_(functions), layer_(std::move(layer)), out_(out), in_(in), count_(count) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        slices.take(area(in_, count_));
        slices.take(area(out_, count_));
        return slices.used() + layer_->scratch();
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        float* input = slices.take(area(in_, count_));
        float* output = slices.take(area(out_, count_));
        return [this, input, output, run = layer_->bind(slices.rest())](const float* x, float* y) {
            {
                const Section section(Part::rounding);
                functions_.transpose(x, in_, count_, count_, input, in_);
            }
            run(input, output);
            const Section section(Part::rounding);
            functions_.transpose(output, count_, out_, out_, y, count_);
        };
    }

private:
    const VectorFunctions& functions_;
    std::unique_ptr<Layer> layer_;
    int out_, in_, count_;
};

class OneDnnKernels : public VectorKernels {
public:
    explicit OneDnnKernels(Precision precision)
        : VectorKernels(usable_instructions()),
          loops_{functions_, reduced_functions(usable_instructions())},
          precision_(precision) {
        limit_onednn(usable_instructions());
    }

    std::string_view name() const override { return "onednn"; }
    Precision precision() const override { return precision_; }
    std::string instructions() const override {
        const dnnl_version_t& version = *dnnl_version();
        return VectorKernels::instructions() + ", oneDNN " + std::to_string(version.major) + '.' + std::to_string(version.minor) +
               " isa " + std::to_string(dnnl_get_effective_cpu_isa());  // bits, see dnnl_cpu_isa_t
    }

    std::unique_ptr<Layer> linear(std::span<const float> weight, const LinearShape& shape) const override {
        const auto [out, in, count, axis] = shape;
        if (precision_ == Precision::f32) return f32_linear(functions_, weight, shape);
        auto layer = layers().linear(loops_, weight, out, in, count);
        if (axis == Axis::channels) return layer;
        return std::make_unique<OverPositions>(functions_, std::move(layer), out, in, count);
    }

    std::unique_ptr<Layer> swiglu(std::span<const float> gate_up, std::span<const float> down,
                                  const SwiGluShape& shape) const override {
        if (precision_ == Precision::f32) return Kernels::swiglu(gate_up, down, shape);
        return layers().swiglu(loops_, gate_up, down, shape);
    }

private:
    const ReducedLayers& layers() const { return precision_ == Precision::bf16 ? bf16_layers() : i8_layers(); }

    Loops loops_;
    Precision precision_;
};

}  // namespace

const Kernels* onednn_kernels(Precision precision) {
    static const OneDnnKernels f32(Precision::f32), bf16(Precision::bf16), i8(Precision::i8);
    return precision == Precision::f32 ? &f32 : precision == Precision::bf16 ? &bf16 : &i8;
}

}  // namespace ptrm
