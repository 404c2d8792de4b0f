#include "kernels/vector/vector_kernels.hpp"

#include "base/index.hpp"
#include "kernels/vector/heads.hpp"

namespace ptrm {

const VectorFunctions& vector_functions([[maybe_unused]] Instructions instructions) {
#ifdef PTRM_X86_VARIANTS
    return for_instructions(instructions, baseline::kVectorFunctions, avx2::kVectorFunctions, avx512::kVectorFunctions);
#else
    return baseline::kVectorFunctions;
#endif
}

const ReducedFunctions& reduced_functions([[maybe_unused]] Instructions instructions) {
#ifdef PTRM_X86_VARIANTS
    return for_instructions(instructions, baseline::kReducedFunctions, avx2::kReducedFunctions, avx512::kReducedFunctions);
#else
    return baseline::kReducedFunctions;
#endif
}

CachedProduct rounded_product([[maybe_unused]] Instructions instructions) {
#ifdef PTRM_X86_VARIANTS
    if (instructions == Instructions::amx) return amx::rounded_product;
    if (instructions == Instructions::avx512 && multiplies_bf16()) return avx512_bf16::rounded_product;
#endif
    return nullptr;
}

void VectorKernels::gate(const float* gate_up, int inner, int count, Axis axis, Range rows, float* y) const {
    const Index first = rows.first, width = axis == Axis::channels ? inner : count;
    if (axis == Axis::positions) {
        const float* gates = gate_up + first * width;
        return functions_.gate(gates, gates + inner * width, rows.count * width, y + first * width);
    }
    for (Index row = first; row < first + rows.count; ++row)
        functions_.gate(gate_up + 2 * row * width, gate_up + (2 * row + 1) * width, width, y + row * width);
}

void VectorKernels::add_rms_norm(float* h, const float* y, int L, int D, Axis axis, Range lines, float eps,
                                 float* scratch) const {
    const Index first = axis == Axis::channels ? Index{lines.first} * D : lines.first;
    if (axis == Axis::channels)
        functions_.rms_rows(h + first, y + first, lines.count, D, eps);
    else
        functions_.rms_cols(h + first, y + first, L, lines.count, D, eps, scratch);
}

std::unique_ptr<AttentionCore> VectorKernels::attention_core(const AttentionShape& shape) const {
    const CachedProduct rounded = precision() == Precision::f32 ? nullptr : rounded_product(instructions_);
    return std::make_unique<Heads>(functions_, rounded == nullptr ? functions_.cached_product : rounded, shape);
}

}  // namespace ptrm
