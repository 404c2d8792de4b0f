#pragma once

#include "kernels/kernels.hpp"
#include "kernels/vector/functions.hpp"

namespace ptrm {

/// What the fast backends share: everything but the products.
class VectorKernels : public Kernels {
public:
    explicit VectorKernels(Isa isa) : functions_(vector_functions(isa)), isa_(isa) {}

    std::string instructions() const override { return std::string(name_of(isa_)); }

    void gate(const float* gate_up, int inner, int count, Axis axis, float* y) const override;
    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const override;

protected:
    const VectorFunctions& functions_;

private:
    Isa isa_;
};

/// Turns queries and keys of qkv [L, 3 D] by their positions' angles.
void rotate_heads(const VectorFunctions& functions, const AttentionShape& shape, float* qkv);

}  // namespace ptrm
