#pragma once

#include <cstddef>
#include <cstdint>

#include "base/instructions.hpp"

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

    /// h = rms(h + y) along each row, or along each column, for which `sums` has room for a row. @param stride of rms_cols,
    /// floats from a row of h and y to the next
    void (*rms_rows)(float* h, const float* y, std::ptrdiff_t rows, std::ptrdiff_t cols, float eps);
    void (*rms_cols)(float* h, const float* y, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t stride, float eps,
                     float* sums);

    /// (a, b) = (a cos - b sin, b cos + a sin), element by element.
    void (*rotate)(float* a, float* b, const float* cosines, const float* sines, std::ptrdiff_t size);
    /// Each row becomes softmax(scale * row), with shares below 2^-64 of the largest raised to that. @param cols a multiple of
    /// kVectorLanes
    void (*softmax)(float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, float scale);

    /// y [cols, rows] = x [rows, cols]^T. @param x_stride, y_stride floats from a row to the next
    void (*transpose)(const float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t x_stride, float* y,
                      std::ptrdiff_t y_stride);

    /// c = a b: Eigen's product. @param c_stride floats from a row of c to the next
    void (*product)(Matrix a, Matrix b, float* c, std::ptrdiff_t c_stride);
    /// c = a b where b stays in a core's cache as it is; its rows are padded to whole vectors.
    void (*cached_product)(Matrix a, Matrix b, float* c, std::ptrdiff_t c_stride);
};

using CachedProduct = decltype(VectorFunctions::cached_product);

constexpr int kVectorLanes = 16;  ///< what rows are padded to where vectors shall be whole

/// The loops of the reduced precisions: bfloat16, as bits, and bytes. Rows of quantised numbers are x = scale[row] * q, q from
/// -127 to 127, each row by its own largest magnitude.
struct ReducedFunctions {
    /// Rounds to the nearest bfloat16, ties away from zero.
    void (*to_bf16)(const float* x, std::ptrdiff_t size, std::uint16_t* y);
    /// As in VectorFunctions, within 2e-4 before the result is rounded. @param size a multiple of 32
    void (*gate_bf16)(const std::uint16_t* gate, const std::uint16_t* up, std::ptrdiff_t size, std::uint16_t* y);

    /// x = scale[row] * (q - 128), where a row's largest magnitude is `most`.
    void (*quantise_rows)(const float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, float most, std::uint8_t* q, float* scale);
    /// x = scale[row] * x.
    void (*scale_rows)(float* x, std::ptrdiff_t rows, std::ptrdiff_t cols, const float* scale);
    /// From rows of gates and ups [rows, 2 inner], each still to be multiplied by its row_scale, straight to silu(gate) * up in
    /// bytes, as quantise_rows() to 127. @param line room for a row of `inner`, a multiple of 32
    void (*gate_i8)(const std::uint16_t* wide, std::ptrdiff_t rows, std::ptrdiff_t inner, const float* row_scale, float* line,
                    std::uint8_t* q, float* scale);
};

/// As VectorFunctions::cached_product, but of numbers rounded to bfloat16, null for CPUs that do not multiply these faster.
CachedProduct rounded_product(Instructions instructions);

/// The functions as compiled for an instruction set that this CPU has.
const VectorFunctions& vector_functions(Instructions instructions);
const ReducedFunctions& reduced_functions(Instructions instructions);

// One definition each, in functions.cpp, reduced.cpp, pairs.cpp and tiles.cpp.
namespace baseline {
extern const VectorFunctions kVectorFunctions;
extern const ReducedFunctions kReducedFunctions;
}  // namespace baseline
namespace avx2 {
extern const VectorFunctions kVectorFunctions;
extern const ReducedFunctions kReducedFunctions;
}  // namespace avx2
namespace avx512 {
extern const VectorFunctions kVectorFunctions;
extern const ReducedFunctions kReducedFunctions;
}  // namespace avx512
namespace avx512_bf16 {
void rounded_product(Matrix a, Matrix b, float* c, std::ptrdiff_t c_stride);
}  // namespace avx512_bf16
namespace amx {
void rounded_product(Matrix a, Matrix b, float* c, std::ptrdiff_t c_stride);
}  // namespace amx

}  // namespace ptrm
