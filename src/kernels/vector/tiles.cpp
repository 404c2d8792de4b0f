// Matrix units (AMX). Compiled once, for CPUs that have them.
#include <immintrin.h>

#include "kernels/vector/functions.hpp"
#include "kernels/vector/math.hpp"

namespace ptrm::amx {
namespace {

// The eight tiles hold 16 rows of 64 bytes each: 0 to 5 the sums of 48 rows and 32 columns, 6 sixteen rows of a, 32 terms each,
// and 7 the same terms of sixteen columns of b, two by two.
constexpr Index kTile = 16, kTerms = 32, kRows = 3 * kTile, kCols = 2 * kTile;

struct alignas(64) TileConfig {
    std::uint8_t palette = 1, first_row = 0, reserved[14] = {};
    std::uint16_t bytes_per_row[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

struct alignas(64) Operands {
    std::uint16_t left[kRows][kTerms];
    std::uint32_t right[2][kTile][kTile];
};

/// Terms of `rows` rows of a, with zeros for what there is none of.
void pack_left(const float* a, Index stride, Index rows, Index terms, Operands& to) {
    for (Index row = 0; row < rows; ++row, a += stride) {
        Index term = 0;
        for (; term < terms; ++term) to.left[row][term] = rounded(a[term]);
        for (; term < kTerms; ++term) to.left[row][term] = 0;
    }
}

/// Likewise of columns of b.
void pack_right(const float* b, Index stride, Index terms, bool both, Operands& to) {
    for (Index pair = 0; pair < kTile; ++pair, b += 2 * stride) {
        for (Index half = 0; half < (both ? 2 : 1); ++half) {
            const Floats none{};
            const Floats first = 2 * pair < terms ? load<Floats>(b + half * kTile) : none;
            const Floats second = 2 * pair + 1 < terms ? load<Floats>(b + stride + half * kTile) : none;
            store(to.right[half][pair], paired(first, second));
        }
    }
}

/// Compilers do not see what the instructions of tiles read and write.
void settle_memory() { __asm__ volatile("" ::: "memory"); }

void add_products(const Operands& from, Index rows, bool both) {
    constexpr Index kStride = kTerms * sizeof(std::uint16_t);
    _tile_loadd(7, from.right[0], 64);
    _tile_loadd(6, from.left[0], kStride);
    _tile_dpbf16ps(0, 6, 7);
    if (rows > kTile) {
        _tile_loadd(6, from.left[kTile], kStride);
        _tile_dpbf16ps(2, 6, 7);
    }
    if (rows > 2 * kTile) {
        _tile_loadd(6, from.left[2 * kTile], kStride);
        _tile_dpbf16ps(4, 6, 7);
    }
    if (!both) return;
    _tile_loadd(7, from.right[1], 64);
    if (rows > 2 * kTile) _tile_dpbf16ps(5, 6, 7);
    if (rows > kTile) {
        _tile_loadd(6, from.left[kTile], kStride);
        _tile_dpbf16ps(3, 6, 7);
    }
    _tile_loadd(6, from.left[0], kStride);
    _tile_dpbf16ps(1, 6, 7);
}

void store_tile(int number, float* c, Index stride) {
    const Index bytes = stride * static_cast<Index>(sizeof(float));
    switch (number) {  // the number is part of an instruction
        case 0: _tile_stored(0, c, bytes); break;
        case 1: _tile_stored(1, c, bytes); break;
        case 2: _tile_stored(2, c, bytes); break;
        case 3: _tile_stored(3, c, bytes); break;
        case 4: _tile_stored(4, c, bytes); break;
        default: _tile_stored(5, c, bytes);
    }
    settle_memory();
}

/// The sums of one tile, of which `rows` rows and `cols` columns are asked for.
void put(int number, float* c, Index stride, Index rows, Index cols) {
    if (rows >= kTile && cols >= kTile) return store_tile(number, c, stride);
    alignas(64) float sums[kTile][kTile];
    store_tile(number, sums[0], kTile);
    for (Index row = 0; row < (rows < kTile ? rows : kTile); ++row)
        for (Index col = 0; col < (cols < kTile ? cols : kTile); ++col) c[row * stride + col] = sums[row][col];
}

}  // namespace

void rounded_product(Matrix a, Matrix b, float* c, std::ptrdiff_t c_stride) {
    const TileConfig config;
    _tile_loadconfig(&config);
    Operands operands;  // rows that no one asks for may hold anything
    for (Index row = 0; row < a.rows; row += kRows) {
        const Index rows = a.rows - row < kRows ? a.rows - row : kRows;
        for (Index col = 0; col < b.cols; col += kCols) {
            const Index cols = b.cols - col;
            const bool both = cols > kTile;
            _tile_zero(0);
            _tile_zero(1);
            _tile_zero(2);
            _tile_zero(3);
            _tile_zero(4);
            _tile_zero(5);
            for (Index term = 0; term < b.rows; term += kTerms) {
                const Index terms = b.rows - term < kTerms ? b.rows - term : kTerms;
                pack_left(a.data + row * a.stride + term, a.stride, rows, terms, operands);
                pack_right(b.data + term * b.stride + col, b.stride, terms, both, operands);
                settle_memory();
                add_products(operands, rows, both);
            }
            for (int tile = 0; tile < 6; ++tile) {
                const Index below = tile / 2 * kTile, beside = tile % 2 * kTile;
                if (below < rows && beside < cols)
                    put(tile, c + (row + below) * c_stride + col + beside, c_stride, rows - below, cols - beside);
            }
        }
    }
    _tile_release();
    settle_memory();
}

}  // namespace ptrm::amx
