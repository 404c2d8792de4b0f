#include "kernels/vector/vector_kernels.hpp"

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
#endif
    return nullptr;
}

void VectorKernels::gate(const float* gate_up, int inner, int count, Axis axis, float* y) const {
    const std::ptrdiff_t lines = axis == Axis::channels ? count : 1, width = axis == Axis::channels ? inner : inner * count;
    for (std::ptrdiff_t line = 0; line < lines; ++line)
        functions_.gate(gate_up + 2 * line * width, gate_up + (2 * line + 1) * width, width, y + line * width);
}

void VectorKernels::add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const {
    if (axis == Axis::channels)
        functions_.rms_rows(h, y, L, D, eps);
    else
        functions_.rms_cols(h, y, L, D, eps, scratch);
}

std::unique_ptr<AttentionCore> VectorKernels::attention_core(const AttentionShape& shape) const {
    const CachedProduct rounded = precision() == Precision::f32 ? nullptr : rounded_product(instructions_);
    return std::make_unique<Heads>(functions_, rounded == nullptr ? functions_.cached_product : rounded, shape);
}

}  // namespace ptrm
