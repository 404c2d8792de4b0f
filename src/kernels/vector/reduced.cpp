// The loops of the reduced precisions. Compiled once per instruction set, as functions.cpp.
#include "kernels/vector/functions.hpp"
#include "kernels/vector/math.hpp"

namespace ptrm::PTRM_INSTRUCTIONS {
namespace {

void to_bf16(const float* __restrict x, Index size, std::uint16_t* __restrict y) {
    for (Index i = 0; i < size; ++i) y[i] = rounded(x[i]);
}

void gate_bf16(const std::uint16_t* __restrict gate, const std::uint16_t* __restrict up, Index size,
               std::uint16_t* __restrict y) {
    for (Index i = 0; i < size; i += 2 * kWidth) {
        const auto gates = load<Words>(gate + i), ups = load<Words>(up + i);
        store(y + i, paired(rough_silu_times(low(gates), low(ups)), rough_silu_times(high(gates), high(ups))));
    }
}

/// What a row of numbers is multiplied by, so that the largest magnitude becomes `most`.
inline float inverse_scale(float largest, float most = 127.0f) { return largest > 0 ? most / largest : 0.0f; }

/// The nearest integer of a small number and 128, in the last byte.
inline std::uint32_t nearest(float x) { return std::bit_cast<std::uint32_t>(x + (kRound + 128.0f)); }

void quantise_rows(const float* __restrict x, Index rows, Index cols, float most, std::uint8_t* __restrict q,
                   float* __restrict scale) {
    for (Index row = 0; row < rows; ++row, x += cols, q += cols) {
        const float largest = fold(x, cols, 0.0f, kMagnitude, kLargest), inverse = inverse_scale(largest, most);
        scale[row] = largest / most;
        for (Index i = 0; i < cols; ++i) q[i] = static_cast<std::uint8_t>(nearest(x[i] * inverse));
    }
}

void scale_rows(float* __restrict x, Index rows, Index cols, const float* __restrict scale) {
    for (Index row = 0; row < rows; ++row, x += cols)
        for (Index i = 0; i < cols; ++i) x[i] *= scale[row];
}

void gate_i8(const std::uint16_t* __restrict wide, Index rows, Index inner, const float* __restrict row_scale,
             float* __restrict line, std::uint8_t* __restrict q, float* __restrict scale) {
    const Index half = inner / 2;
    float* __restrict second = line + half;  // the first numbers of all pairs, then the second ones
    for (Index row = 0; row < rows; ++row, wide += 2 * inner, q += inner) {
        // The row's scale stays outside of what is quantised, for that is by the row's largest magnitude anyway.
        const float exponent = row_scale[row] * -kLog2E;
        for (Index i = 0; i < half; i += kWidth) {
            const auto gates = load<Words>(wide + 2 * i), ups = load<Words>(wide + inner + 2 * i);
            store(line + i, rough_silu_times(low(gates), low(ups), exponent));
            store(second + i, rough_silu_times(high(gates), high(ups), exponent));
        }
        const float largest = fold(line, inner, 0.0f, kMagnitude, kLargest), inverse = inverse_scale(largest);
        scale[row] = largest / 127.0f * row_scale[row] * row_scale[row];
        for (Index i = 0; i < half; ++i)
            store(q + 2 * i,
                  static_cast<std::uint16_t>((nearest(line[i] * inverse) & 0xffu) | nearest(second[i] * inverse) << 8));
    }
}

}  // namespace

const ReducedFunctions kReducedFunctions{to_bf16, gate_bf16, quantise_rows, scale_rows, gate_i8};

}  // namespace ptrm::PTRM_INSTRUCTIONS
