#pragma once

#include "kernels/kernels.hpp"
#include "kernels/vector/functions.hpp"

namespace ptrm {

/// What the fast backends share: everything but the products.
class VectorKernels : public Kernels {
public:
    explicit VectorKernels(Instructions instructions) : functions_(vector_functions(instructions)), instructions_(instructions) {}

    std::string instructions() const override { return std::string(name_of(instructions_)); }

    void gate(const float* gate_up, int inner, int count, Axis axis, float* y) const override;
    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const override;

protected:
    const VectorFunctions& functions_;

private:
    Instructions instructions_;
};

/// Turns queries and keys of qkv [L, 3 D] by their positions' angles.
template <class Number>
void rotate_heads(const AttentionShape& shape, Number* qkv,
                  void (*rotate)(Number* a, Number* b, const float* cosines, const float* sines, std::ptrdiff_t size)) {
    if (shape.cosines == nullptr) return;
    const std::ptrdiff_t half = shape.head_dim / 2;
    for (std::ptrdiff_t position = 0; position < shape.length; ++position) {
        Number* first = qkv + position * 3 * shape.width();
        for (int head = 0; head < 2 * shape.heads; ++head, first += shape.head_dim)  // of q, then of k
            rotate(first, first + half, shape.cosines + position * half, shape.sines + position * half, half);
    }
}

}  // namespace ptrm
