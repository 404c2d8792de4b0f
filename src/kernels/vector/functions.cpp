// Compiled once per instruction set, into the namespace PTRM_ISA. Plain loops that a compiler vectorises: sums run over 16 lanes,
// so that every instruction set adds in the same order. Eigen gets a namespace per instruction set too, or the linker would
// keep one of several compilations of its templates, and an old CPU might meet instructions it does not know.
#define EIGEN_JOIN_(a, b) a##b
#define EIGEN_JOIN(a, b) EIGEN_JOIN_(a, b)
#define Eigen EIGEN_JOIN(Eigen_, PTRM_ISA)
// Eigen packs the operands of a product into temporary panels; from the stack these cost nothing, and a rollout allocates
// nothing. The largest it asks for is about 1.5 MiB, well within a thread's 8 MiB.
#define EIGEN_STACK_ALLOCATION_LIMIT (2 << 20)

#include "kernels/vector/functions.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <Eigen/Core>

namespace ptrm::PTRM_ISA {
namespace {

using Index = std::ptrdiff_t;
constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds a small float to the integer in its last bits
constexpr float kLog2E = 1.44269504f;

/// The integer nearest to x, |x| < 2^22.
inline std::int32_t nearest(float x) { return std::bit_cast<std::int32_t>(x + kRound) - std::bit_cast<std::int32_t>(kRound); }

/// 2^x within 2e-7 of itself, by 2^n 2^r with |r| <= 1/2 and the polynomial of Cephes' exp2f; x is cut to where the result is
/// a normal number.
inline float power_of_two(float x) {
    x = x < -126.0f ? -126.0f : x > 126.0f ? 126.0f : x;
    const float shifted = x + kRound, r = x - (shifted - kRound);
    float series = 1.535336188e-4f;
    series = series * r + 1.339887440e-3f;
    series = series * r + 9.618437358e-3f;
    series = series * r + 5.550332471e-2f;
    series = series * r + 2.402264791e-1f;
    series = series * r + 6.931472029e-1f;
    series = series * r + 1.0f;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(series) + (std::bit_cast<std::uint32_t>(shifted) << 23));
}

// Sixteen running totals, a type that GCC and Clang know.
constexpr Index kLanes = 16;
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));

/// Folds term(x[i]) for i in 0..size-1, sixteen at a time; `join` works on numbers and on lanes.
template <class Term, class Join>
inline float fold(const float* x, Index size, float first, Term term, Join join) {
    Lanes lanes = first - Lanes{};
    Index i = 0;
    for (; i + kLanes <= size; i += kLanes) {
        Lanes next;
        std::memcpy(&next, x + i, sizeof next);
        lanes = join(lanes, term(next));
    }
    float total = first;
    for (; i < size; ++i) total = join(total, term(x[i]));
    for (Index lane = 0; lane < kLanes; ++lane) total = join(total, lanes[lane]);
    return total;
}

constexpr auto kSum = [](auto a, auto b) { return a + b; };
constexpr auto kLargest = [](auto a, auto b) { return a > b ? a : b; };
constexpr auto kSame = [](auto x) { return x; };
constexpr auto kSquare = [](auto x) { return x * x; };
constexpr auto kMagnitude = [](auto x) { return x < 0.0f ? -x : x; };

/// What a scale that maps `largest` to 127 divides by.
inline float inverse_scale(float largest) { return largest > 0 ? 127.0f / largest : 0.0f; }

void gate(const float* __restrict gate, const float* __restrict up, Index size, float* __restrict y) {
    for (Index i = 0; i < size; ++i) y[i] = gate[i] * up[i] / (1.0f + power_of_two(gate[i] * -kLog2E));
}

void rms_rows(float* __restrict h, const float* __restrict y, Index rows, Index cols, float eps) {
    for (Index row = 0; row < rows; ++row, h += cols, y += cols) {
        for (Index i = 0; i < cols; ++i) h[i] += y[i];
        const float squares = fold(h, cols, 0.0f, kSquare, kSum);
        const float factor = 1.0f / std::sqrt(squares / static_cast<float>(cols) + eps);
        for (Index i = 0; i < cols; ++i) h[i] *= factor;
    }
}

void rms_cols(float* __restrict h, const float* __restrict y, Index rows, Index cols, float eps, float* __restrict sums) {
    for (Index i = 0; i < cols; ++i) sums[i] = 0;
    for (Index row = 0; row < rows; ++row) {
        float* line = h + row * cols;
        const float* change = y + row * cols;
        for (Index i = 0; i < cols; ++i) {
            line[i] += change[i];
            sums[i] += line[i] * line[i];
        }
    }
    for (Index i = 0; i < cols; ++i) sums[i] = 1.0f / std::sqrt(sums[i] / static_cast<float>(rows) + eps);
    for (Index row = 0; row < rows; ++row)
        for (Index i = 0; i < cols; ++i) h[row * cols + i] *= sums[i];
}

void rotate(float* __restrict a, float* __restrict b, const float* __restrict cosines, const float* __restrict sines,
            Index size) {
    for (Index i = 0; i < size; ++i) {
        const float turned = a[i] * cosines[i] - b[i] * sines[i];
        b[i] = b[i] * cosines[i] + a[i] * sines[i];
        a[i] = turned;
    }
}

void softmax(float* x, Index rows, Index cols, float scale) {
    for (Index row = 0; row < rows; ++row) {
        float* __restrict line = x + row * cols;
        const float largest = fold(line, cols, line[0], kSame, kLargest);
        for (Index i = 0; i < cols; ++i) line[i] = power_of_two((line[i] - largest) * (scale * kLog2E));
        const float factor = 1.0f / fold(line, cols, 0.0f, kSame, kSum);
        for (Index i = 0; i < cols; ++i) line[i] *= factor;
    }
}

/// In tiles, whose lines stay in cache.
void transpose(const float* __restrict x, Index rows, Index cols, float* __restrict y) {
    constexpr Index kTile = 16;
    for (Index row = 0; row < rows; row += kTile)
        for (Index col = 0; col < cols; col += kTile)
            for (Index j = col; j < cols && j < col + kTile; ++j)
                for (Index i = row; i < rows && i < row + kTile; ++i) y[j * rows + i] = x[i * cols + j];
}

void to_bf16(const float* __restrict x, Index size, std::uint16_t* __restrict y) {
    for (Index i = 0; i < size; ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(x[i]);
        y[i] = static_cast<std::uint16_t>((bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
    }
}

void quantise_rows(const float* __restrict x, Index rows, Index cols, std::uint8_t* __restrict q, float* __restrict scale) {
    for (Index row = 0; row < rows; ++row, x += cols, q += cols) {
        const float largest = fold(x, cols, 0.0f, kMagnitude, kLargest);
        const float inverse = inverse_scale(largest);
        scale[row] = largest / 127.0f;
        for (Index i = 0; i < cols; ++i) q[i] = static_cast<std::uint8_t>(nearest(x[i] * inverse) + 128);
    }
}

void quantise_cols(const float* __restrict x, Index rows, Index cols, std::int8_t* __restrict q, float* __restrict scale,
                   std::int32_t* __restrict sums) {
    for (Index i = 0; i < cols; ++i) scale[i] = 0, sums[i] = 0;
    for (Index row = 0; row < rows; ++row)
        for (Index i = 0; i < cols; ++i) scale[i] = kLargest(scale[i], kMagnitude(x[row * cols + i]));
    for (Index i = 0; i < cols; ++i) scale[i] = inverse_scale(scale[i]);
    for (Index row = 0; row < rows; ++row) {
        for (Index i = 0; i < cols; ++i) {
            const std::int32_t value = nearest(x[row * cols + i] * scale[i]);
            q[row * cols + i] = static_cast<std::int8_t>(value);
            sums[i] += 128 * value;
        }
    }
    for (Index i = 0; i < cols; ++i) scale[i] = scale[i] > 0 ? 1.0f / scale[i] : 0.0f;
}

void dequantise(float* __restrict y, Index rows, Index cols, const float* __restrict row_scale, const float* __restrict col_scale,
                const std::int32_t* __restrict col_sums) {
    for (Index row = 0; row < rows; ++row, y += cols)
        for (Index i = 0; i < cols; ++i)
            y[i] = row_scale[row] * col_scale[i] * static_cast<float>(std::bit_cast<std::int32_t>(y[i]) - col_sums[i]);
}

void product(Matrix a, Matrix b, bool transposed, float* c, Index c_stride) {
    using Dense = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Stride = Eigen::OuterStride<>;
    const auto view = [](const Matrix& m) {
        return Eigen::Map<const Dense, 0, Stride>(m.data, m.rows, m.cols, Stride(m.stride));
    };
    Eigen::Map<Dense, 0, Stride> result(c, a.rows, transposed ? b.rows : b.cols, Stride(c_stride));
    if (transposed)
        result.noalias() = view(a) * view(b).transpose();
    else
        result.noalias() = view(a) * view(b);
}

}  // namespace

const VectorFunctions kVectorFunctions{gate,    rms_rows,      rms_cols,      rotate,     softmax, transpose,
                                       to_bf16, quantise_rows, quantise_cols, dequantise, product};

}  // namespace ptrm::PTRM_ISA
