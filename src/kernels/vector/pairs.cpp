// Products of bfloat16 two terms at a time (AVX512-BF16). Compiled once, for CPUs that have them.
#include <immintrin.h>

#include "kernels/vector/functions.hpp"
#include "kernels/vector/math.hpp"

namespace ptrm::avx512_bf16 {
namespace {

// Blocks of both operands, rounded: at most 48 rows of a and 64 columns of b, 64 pairs of terms each.
constexpr Index kLanes = 16, kVectors = 4, kRows = 48, kPairs = 64;

struct alignas(64) Operands {
    std::uint16_t left[kRows][2 * kPairs];
    Words right[kPairs][kVectors];
};

/// Terms of `rows` rows of a, and a zero where the last pair lacks one.
void pack_left(const float* a, Index stride, Index rows, Index terms, Operands& to) {
    for (Index row = 0; row < rows; ++row, a += stride) {
        for (Index term = 0; term < terms; ++term) to.left[row][term] = rounded(a[term]);
        if (terms % 2 != 0) to.left[row][terms] = 0;
    }
}

/// Likewise of columns of b, pair by pair.
void pack_right(const float* b, Index stride, Index terms, Index vectors, Operands& to) {
    for (Index pair = 0; 2 * pair < terms; ++pair, b += 2 * stride) {
        for (Index i = 0; i < vectors; ++i) {
            const Floats second = 2 * pair + 1 < terms ? load<Floats>(b + stride + i * kLanes) : Floats{};
            to.right[pair][i] = paired(load<Floats>(b + i * kLanes), second);
        }
    }
}

/// Adds the products of some rows and columns to c, or writes them: each sum grows in a register.
template <Index kHigh, Index kWide>
void add_tile(const Operands& from, Index row, Index pairs, bool first, float* c, Index stride, Index cols) {
    __m512 sums[to_size(kHigh)][to_size(kWide)];
    const auto lanes = [&](Index i) {  // that exist of a vector of columns
        const Index left = cols - i * kLanes;
        return static_cast<__mmask16>(left >= kLanes ? 0xffff : (1 << left) - 1);
    };
    for (Index r = 0; r < kHigh; ++r)
        for (Index i = 0; i < kWide; ++i)
            sums[r][i] = first ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(lanes(i), c + r * stride + i * kLanes);
    for (Index pair = 0; pair < pairs; ++pair) {
        for (Index r = 0; r < kHigh; ++r) {
            const auto left = std::bit_cast<__m512bh>(_mm512_set1_epi32(load<int>(&from.left[row + r][2 * pair])));
            for (Index i = 0; i < kWide; ++i)
                sums[r][i] = _mm512_dpbf16_ps(sums[r][i], left, std::bit_cast<__m512bh>(from.right[pair][i]));
        }
    }
    for (Index r = 0; r < kHigh; ++r)
        for (Index i = 0; i < kWide; ++i) _mm512_mask_storeu_ps(c + r * stride + i * kLanes, lanes(i), sums[r][i]);
}

template <Index kWide>
void add_rows(const Operands& from, Index rows, Index pairs, bool first, float* c, Index stride, Index cols) {
    constexpr Index kHigh = 24 / kWide;  // so many sums, and what they are made of, fit the registers
    Index row = 0;
    for (; row + kHigh <= rows; row += kHigh) add_tile<kHigh, kWide>(from, row, pairs, first, c + row * stride, stride, cols);
    for (; row + 4 <= rows; row += 4) add_tile<4, kWide>(from, row, pairs, first, c + row * stride, stride, cols);
    for (; row < rows; ++row) add_tile<1, kWide>(from, row, pairs, first, c + row * stride, stride, cols);
}

}  // namespace

void rounded_product(Matrix a, Matrix b, float* c, std::ptrdiff_t c_stride) {
    Operands operands;
    for (Index col = 0; col < b.cols; col += kVectors * kLanes) {
        const Index cols = b.cols - col < kVectors * kLanes ? b.cols - col : kVectors * kLanes;
        const Index vectors = (cols + kLanes - 1) / kLanes;
        for (Index term = 0; term < b.rows; term += 2 * kPairs) {
            const Index terms = b.rows - term < 2 * kPairs ? b.rows - term : 2 * kPairs, pairs = (terms + 1) / 2;
            pack_right(b.data + term * b.stride + col, b.stride, terms, vectors, operands);
            for (Index row = 0; row < a.rows; row += kRows) {
                const Index rows = a.rows - row < kRows ? a.rows - row : kRows;
                pack_left(a.data + row * a.stride + term, a.stride, rows, terms, operands);
                float* sums = c + row * c_stride + col;
                const bool first = term == 0;
                switch (vectors) {
                    case 1: add_rows<1>(operands, rows, pairs, first, sums, c_stride, cols); break;
                    case 2: add_rows<2>(operands, rows, pairs, first, sums, c_stride, cols); break;
                    case 3: add_rows<3>(operands, rows, pairs, first, sums, c_stride, cols); break;
                    default: add_rows<4>(operands, rows, pairs, first, sums, c_stride, cols);
                }
            }
        }
    }
}

}  // namespace ptrm::avx512_bf16
