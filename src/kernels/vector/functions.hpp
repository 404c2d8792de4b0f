#pragma once

#include <cstddef>
#include <cstdint>

#include "base/isa.hpp"

namespace ptrm {

/// A matrix in row-major memory.
struct Matrix {
    const float* data;
    std::ptrdiff_t rows, cols, stride;  ///< stride: floats from a row to the next
};

/// The loops over memory that every fast backend shares. All are pure, allocate nothing and may be called from any thread.
struct VectorFunctions {
    /// y = silu(gate) * up = gate / (1 + exp(-gate)) * up, element by element.
    void (*gate)(const float* gate, const float* up, std::ptrdiff_t size, float* y);

    /// h = rms(h + y) along each row, or along each column, for which `sums` has room for a row.
    void (*rms_rows)(float* h, const float* y, std::ptrdiff_t rows, std::ptrdiff_t cols, float eps);
    void (*rms_cols)(float* h, const float* y, std::ptrdiff_t rows, std::ptrdiff_t cols, float eps, float* sums);

    /// (a, b) = (a cos - b sin, b cos + a sin), element by element.
    void (*rotate)(float* a, float* b, const float* cosines, const float* sines, std::ptrdiff_t size);
    /// Each row becomes softmax(scale * row).
    void (*softmax)(float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, float scale);

    /// y [cols, rows] = x [rows, cols]^T.
    void (*transpose)(const float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, float* y);

    /// Rounds to the nearest bfloat16, ties to even.
    void (*to_bf16)(const float* x, std::ptrdiff_t size, std::uint16_t* y);

    /// x = scale[row] * (q - 128), q from 1 to 255: each row by its own largest magnitude.
    void (*quantise_rows)(const float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint8_t* q, float* scale);
    /// x = scale[col] * q, q from -127 to 127: each column by its own; `sums` are the columns' sums of 128 q.
    void (*quantise_cols)(const float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, std::int8_t* q, float* scale,
                          std::int32_t* sums);
    /// y = row_scale[row] * col_scale[col] * (y - col_sums[col]), where y comes in as the bits of integers.
    void (*dequantise)(float* y, std::ptrdiff_t rows, std::ptrdiff_t cols, const float* row_scale, const float* col_scale,
                       const std::int32_t* col_sums);

    /// c = a b, or c = a b^T: Eigen's product. @param c_stride floats from a row of c to the next
    void (*product)(Matrix a, Matrix b, bool transposed, float* c, std::ptrdiff_t c_stride);
};

/// The functions as compiled for an instruction set that this CPU has.
const VectorFunctions& vector_functions(Isa isa);

// One definition each, in functions.cpp of this folder.
namespace plain {
extern const VectorFunctions kVectorFunctions;
}
namespace avx2 {
extern const VectorFunctions kVectorFunctions;
}
namespace avx512 {
extern const VectorFunctions kVectorFunctions;
}

}  // namespace ptrm
