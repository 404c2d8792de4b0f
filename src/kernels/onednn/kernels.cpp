// Products by oneDNN, in float32, bfloat16 or 8-bit integers.
#include <dnnl_version.h>

#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"

namespace ptrm {
namespace {

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

    std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const override {
        // Along positions a reduced precision has whole layers alone.
        if (precision_ == Precision::f32 || shape.axis == Axis::positions) return f32_linear(functions_, weight, shape);
        return layers().linear(loops_, weight, shape.out, shape.in, shape.count);
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
