#include <array>

#include "base/buffer.hpp"
#include "base/index.hpp"
#include "base/profile.hpp"
#include "kernels/vector/vector_kernels.hpp"

namespace ptrm {
namespace {

class EigenLinear final : public Linear {
public:
    /// Eigen multiplies by rows in memory order a little faster than by their transpose: over channels W is kept as [in, out].
    EigenLinear(const VectorFunctions& functions, std::span<const float> weight, const LinearShape& shape)
        : functions_(functions), shape_(shape), weight_(weight.begin(), weight.end()) {
        if (shape.axis == Axis::channels)
            functions_.transpose(weight.data(), shape.out, shape.in, shape.in, weight_.data(), shape.out);
    }

    Run bind(float*) const override {
        return [this](const float* x, float* y, Range rows) {
            const Section section(Part::products);
            const auto [out, in, count, axis] = shape_;
            const Index first = rows.first;
            if (axis == Axis::channels)
                functions_.product({x + first * in, rows.count, in, in}, {weight_.data(), in, out, out}, y + first * out, out);
            else
                functions_.product({weight_.data() + first * in, rows.count, in, in}, {x, in, count, count}, y + first * count,
                                   count);
        };
    }

private:
    const VectorFunctions& functions_;
    LinearShape shape_;
    Buffer weight_;
};

class EigenKernels final : public VectorKernels {
public:
    using VectorKernels::VectorKernels;
    std::string_view name() const override { return "eigen"; }

    std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const override {
        return std::make_unique<EigenLinear>(functions_, weight, shape);
    }
};

}  // namespace

const Kernels& eigen_kernels(Instructions instructions) {
    static const std::array<EigenKernels, 3> kernels{EigenKernels(Instructions::baseline), EigenKernels(Instructions::avx2),
                                                     EigenKernels(Instructions::avx512)};
    return for_instructions(instructions, kernels[0], kernels[1], kernels[2]);
}

}  // namespace ptrm
