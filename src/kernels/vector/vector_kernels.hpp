#pragma once

#include "kernels/kernels.hpp"
#include "kernels/vector/functions.hpp"

namespace ptrm {

/// What the fast backends share: everything but the products.
class VectorKernels : public Kernels {
public:
    explicit VectorKernels(Instructions instructions) : functions_(vector_functions(instructions)), instructions_(instructions) {}

    std::string instructions() const override { return std::string(name_of(instructions_)); }

    void gate(const float* gate_up, int inner, int count, Axis axis, Range rows, float* y) const override;
    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, Range lines, float eps, float* scratch) const override;
    std::unique_ptr<AttentionCore> attention_core(const AttentionShape& shape) const override;

protected:
    const VectorFunctions& functions_;

private:
    Instructions instructions_;
};

}  // namespace ptrm
