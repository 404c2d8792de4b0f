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
    for (Index i = 0; i < size; ++i) y[i] = rounded(rough_silu_times(widened(gate[i]), widened(up[i])));
}

void rotate_bf16(std::uint16_t* __restrict a, std::uint16_t* __restrict b, const float* __restrict cosines,
                 const float* __restrict sines, Index size) {
    for (Index i = 0; i < size; ++i) {
        const float first = widened(a[i]), second = widened(b[i]);
        a[i] = rounded(first * cosines[i] - second * sines[i]);
        b[i] = rounded(second * cosines[i] + first * sines[i]);
    }
}

void softmax_bf16(float* x, Index rows, Index cols, float scale, std::uint16_t* y) {
    for (Index row = 0; row < rows; ++row) {
        float* __restrict line = x + row * cols;
        std::uint16_t* __restrict shares = y + row * cols;
        const float largest = fold(line, cols, line[0], kSame, kLargest);
        for (Index i = 0; i < cols; ++i) line[i] = rough_power_of_two((line[i] - largest) * (scale * kLog2E));
        const float factor = 1.0f / fold(line, cols, 0.0f, kSame, kSum);
        for (Index i = 0; i < cols; ++i) shares[i] = rounded(line[i] * factor);
    }
}

/// One row of quantise_rows(), of which the largest magnitude is known.
inline void quantise(const float* __restrict x, Index size, float largest, std::uint8_t* __restrict q) {
    const float inverse = largest > 0 ? 127.0f / largest : 0.0f;
    // The last byte of x * inverse + 128, rounded.
    for (Index i = 0; i < size; ++i)
        q[i] = static_cast<std::uint8_t>(std::bit_cast<std::uint32_t>(x[i] * inverse + (kRound + 128)));
}

void quantise_rows(const float* x, Index rows, Index cols, std::uint8_t* q, float* scale) {
    for (Index row = 0; row < rows; ++row, x += cols, q += cols) {
        const float largest = fold(x, cols, 0.0f, kMagnitude, kLargest);
        scale[row] = largest / 127.0f;
        quantise(x, cols, largest, q);
    }
}

/// One column of a product of bytes.
inline float product_of(std::int32_t sum, float row_scale, float col_scale, std::int32_t col_sum) {
    return row_scale * col_scale * static_cast<float>(sum - col_sum);
}

void dequantise(const std::int32_t* __restrict x, Index rows, Index cols, const float* __restrict row_scale, WeightScales weight,
                float* __restrict y) {
    for (Index row = 0; row < rows; ++row, x += cols, y += cols)
        for (Index i = 0; i < cols; ++i) y[i] = product_of(x[i], row_scale[row], weight.scale[i], weight.sum[i]);
}

void dequantise_bf16(const std::int32_t* __restrict x, Index rows, Index cols, const float* __restrict row_scale,
                     WeightScales weight, std::uint16_t* __restrict y) {
    for (Index row = 0; row < rows; ++row, x += cols, y += cols)
        for (Index i = 0; i < cols; ++i) y[i] = rounded(product_of(x[i], row_scale[row], weight.scale[i], weight.sum[i]));
}

void gate_i8(const std::int32_t* __restrict wide, Index rows, Index inner, const float* __restrict row_scale, WeightScales weight,
             float* __restrict line, std::uint8_t* __restrict q, float* __restrict scale) {
    const float* __restrict gate_scale = weight.scale;
    const float* __restrict up_scale = weight.scale + inner;
    for (Index row = 0; row < rows; ++row, wide += 2 * inner, q += inner) {
        // The row's scale stays outside of what is quantised, for that is by the row's largest magnitude anyway.
        const float exponent = row_scale[row] * -kLog2E;
        for (Index i = 0; i < inner; ++i) {
            const float gate = gate_scale[i] * static_cast<float>(wide[i] - weight.sum[i]);
            const float up = up_scale[i] * static_cast<float>(wide[inner + i] - weight.sum[inner + i]);
            line[i] = gate * up / (1.0f + rough_power_of_two(gate * exponent));
        }
        const float largest = fold(line, inner, 0.0f, kMagnitude, kLargest);
        scale[row] = largest / 127.0f * row_scale[row] * row_scale[row];
        quantise(line, inner, largest, q);
    }
}

}  // namespace

const ReducedFunctions kReducedFunctions{to_bf16,       gate_bf16,  rotate_bf16,     softmax_bf16,
                                         quantise_rows, dequantise, dequantise_bf16, gate_i8};

}  // namespace ptrm::PTRM_INSTRUCTIONS
