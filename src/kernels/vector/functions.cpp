// Compiled once per instruction set, into the namespace PTRM_INSTRUCTIONS. Plain loops that a compiler vectorises: sums run over
// 16 lanes, so that every instruction set adds in the same order. Eigen gets a namespace per instruction set too, or the linker
// would keep one of several compilations of its templates, and an old CPU might meet instructions it does not know.
#define EIGEN_JOIN_(a, b) a##b
#define EIGEN_JOIN(a, b) EIGEN_JOIN_(a, b)
#define Eigen EIGEN_JOIN(Eigen_, PTRM_INSTRUCTIONS)
// Eigen packs the operands of a product into temporary panels; from the stack these cost nothing, and a rollout allocates
// nothing. The largest it asks for is about 1.5 MiB, well within a thread's 8 MiB.
#define EIGEN_STACK_ALLOCATION_LIMIT (2 << 20)

#include "kernels/vector/functions.hpp"

#include <cmath>
#include <Eigen/Core>
#include <limits>
#include <utility>

#include "kernels/vector/math.hpp"

namespace ptrm::PTRM_INSTRUCTIONS {
namespace {

using namespace Eigen::internal;  // packets: the widest vectors that the instructions have
using Packet = packet_traits<float>::type;
constexpr Index kPacket = unpacket_traits<Packet>::size;

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

void rms_cols(float* __restrict h, const float* __restrict y, Index rows, Index cols, Index stride, float eps,
              float* __restrict sums) {
    for (Index i = 0; i < cols; ++i) sums[i] = 0;
    for (Index row = 0; row < rows; ++row) {
        float* line = h + row * stride;
        const float* change = y + row * stride;
        for (Index i = 0; i < cols; ++i) {
            line[i] += change[i];
            sums[i] += line[i] * line[i];
        }
    }
    for (Index i = 0; i < cols; ++i) sums[i] = 1.0f / std::sqrt(sums[i] / static_cast<float>(rows) + eps);
    for (Index row = 0; row < rows; ++row)
        for (Index i = 0; i < cols; ++i) h[row * stride + i] *= sums[i];
}

void rotate(float* __restrict a, float* __restrict b, const float* __restrict cosines, const float* __restrict sines,
            Index size) {
    for (Index i = 0; i < size; ++i) {
        const float turned = a[i] * cosines[i] - b[i] * sines[i];
        b[i] = b[i] * cosines[i] + a[i] * sines[i];
        a[i] = turned;
    }
}

/// In tiles that fit the registers; what is left at the right and the bottom one by one.
void transpose(const float* __restrict x, Index rows, Index cols, Index x_stride, float* __restrict y, Index y_stride) {
    constexpr Index kTile = kPacket;
    const Index whole_rows = rows - rows % kTile, whole_cols = cols - cols % kTile;
    for (Index col = 0; col < whole_cols; col += kTile) {  // outside, for lines of y are written to more often than x's are read
        for (Index row = 0; row < whole_rows; row += kTile) {
            PacketBlock<Packet, kTile> tile;
            for (Index i = 0; i < kTile; ++i) tile.packet[i] = ploadu<Packet>(x + (row + i) * x_stride + col);
            ptranspose(tile);
            for (Index i = 0; i < kTile; ++i) pstoreu(y + (col + i) * y_stride + row, tile.packet[i]);
        }
    }
    for (Index row = 0; row < rows; ++row)
        for (Index col = row < whole_rows ? whole_cols : 0; col < cols; ++col) y[col * y_stride + row] = x[row * x_stride + col];
}

constexpr Index kRowsAtOnce = 16;
using Lanes = float[kRowsAtOnce][kVectorLanes];

/// Joins every packet of a row lane by lane.
template <class Join>
void join_packets(const float* line, Index cols, Join join, float* lanes) {
    constexpr Index kParts = kVectorLanes / kPacket;
    Packet joined[kParts];
    for (Index i = 0; i < kParts; ++i) joined[i] = ploadu<Packet>(line + i * kPacket);
    for (Index col = kVectorLanes; col < cols; col += kVectorLanes)
        for (Index i = 0; i < kParts; ++i) joined[i] = join(joined[i], ploadu<Packet>(line + col + i * kPacket));
    for (Index i = 0; i < kParts; ++i) pstoreu(lanes + i * kPacket, joined[i]);
}

/// Joins the lanes of every row, one after the other as fold() of math.hpp does; all rows side by side, for alone each is a
/// long chain that waits for itself.
template <class Join>
void join_lanes(const Lanes& lanes, float first, Join join, float* totals) {
    Lanes turned;
    transpose(lanes[0], kRowsAtOnce, kVectorLanes, kVectorLanes, turned[0], kRowsAtOnce);
    for (Index row = 0; row < kRowsAtOnce; ++row) totals[row] = first;
    for (const auto& lane : turned)
        for (Index row = 0; row < kRowsAtOnce; ++row) totals[row] = join(totals[row], lane[row]);
}

void softmax(float* x, Index rows, Index cols, float scale) {
    Lanes lanes = {};
    float largest[kRowsAtOnce], sums[kRowsAtOnce];
    for (; rows > 0; rows -= kRowsAtOnce, x += kRowsAtOnce * cols) {
        const Index count = rows < kRowsAtOnce ? rows : kRowsAtOnce;
        for (Index row = 0; row < count; ++row)
            join_packets(
                x + row * cols, cols, [](Packet a, Packet b) { return pmax(a, b); }, lanes[row]);
        join_lanes(lanes, std::numeric_limits<float>::lowest(), kLargest, largest);
        for (Index row = 0; row < count; ++row) {
            float* __restrict line = x + row * cols;
            for (Index i = 0; i < cols; ++i) line[i] = power_of_two((line[i] - largest[row]) * (scale * kLog2E), 64.0f);
            join_packets(
                line, cols, [](Packet a, Packet b) { return padd(a, b); }, lanes[row]);
        }
        join_lanes(lanes, 0.0f, kSum, sums);
        for (Index row = 0; row < count; ++row) {
            float* __restrict line = x + row * cols;
            const float factor = 1.0f / sums[row];
            for (Index i = 0; i < cols; ++i) line[i] *= factor;
        }
    }
}

void product(Matrix a, Matrix b, float* c, Index c_stride) {
    using Dense = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using Stride = Eigen::OuterStride<>;
    const auto view = [](const Matrix& m) {
        return Eigen::Map<const Dense, 0, Stride>(m.data, m.rows, m.cols, Stride(m.stride));
    };
    Eigen::Map<Dense, 0, Stride> result(c, a.rows, b.cols, Stride(c_stride));
    result.noalias() = view(a) * view(b);
}

/// Calls term(i) for i from 0, each with a constant of its own: so what an array holds stays in registers.
template <int kCount, class Term>
inline void unrolled(Term term) {
    [&]<int... kIndices>(std::integer_sequence<int, kIndices...>) { (term(kIndices), ...); }
    (std::make_integer_sequence<int, kCount>());
}

/// kRows rows and kPackets packets of columns of a product: each sum grows in a register, from the first term to the last.
template <int kRows, int kPackets>
void product_tile(const float* a, Index a_stride, const Matrix& b, Index col, float* c, Index c_stride) {
    Packet sums[to_size(kRows * kPackets)];
    unrolled<kRows * kPackets>([&](int i) { sums[i] = pset1<Packet>(0.0f); });
    const float* line = b.data + col;
    for (Index k = 0; k < b.rows; ++k, line += b.stride) {
        Packet right[to_size(kPackets)];
        unrolled<kPackets>([&](int i) { right[i] = ploadu<Packet>(line + i * kPacket); });
        unrolled<kRows>([&](int row) {
            const auto left = pset1<Packet>(a[row * a_stride + k]);
            unrolled<kPackets>([&](int i) { sums[row * kPackets + i] = pmadd(left, right[i], sums[row * kPackets + i]); });
        });
    }
    c += col;
    if (const Index cols = b.cols - col; cols >= kPackets * kPacket) {
        unrolled<kRows * kPackets>([&](int i) { pstoreu(c + i / kPackets * c_stride + i % kPackets * kPacket, sums[i]); });
    } else {
        unrolled<kRows>([&](int row) {
            float last[to_size(kPackets * kPacket)];
            unrolled<kPackets>([&](int i) { pstoreu(last + i * kPacket, sums[row * kPackets + i]); });
            for (Index i = 0; i < cols; ++i) c[row * c_stride + i] = last[i];
        });
    }
}

/// A stripe of columns, in tiles of kRows rows, and what is left of these in lower ones.
template <int kRows, int kPackets>
void product_stripe(const Matrix& a, const Matrix& b, Index col, float* c, Index c_stride, Index row = 0) {
    for (; row + kRows <= a.rows; row += kRows)
        product_tile<kRows, kPackets>(a.data + row * a.stride, a.stride, b, col, c + row * c_stride, c_stride);
    if constexpr (kRows > 1) product_stripe<kRows / 2, kPackets>(a, b, col, c, c_stride, row);
}

// As many sums as registers hold, in tiles that reuse what they load.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int kTileRows = 6, kTilePackets = 4;
#elif defined(__AVX2__)
constexpr int kTileRows = 4, kTilePackets = 3;
#else
constexpr int kTileRows = 4, kTilePackets = 2;
#endif

void cached_product(Matrix a, Matrix b, float* c, Index c_stride) {
    Index col = 0;
    for (; col + (kTilePackets - 1) * kPacket < b.cols; col += kTilePackets * kPacket)
        product_stripe<kTileRows, kTilePackets>(a, b, col, c, c_stride);
    for (; col + kPacket < b.cols; col += 2 * kPacket) product_stripe<2 * kTileRows, 2>(a, b, col, c, c_stride);
    if (col < b.cols) product_stripe<2 * kTileRows, 1>(a, b, col, c, c_stride);
}

}  // namespace

const VectorFunctions kVectorFunctions{gate, rms_rows, rms_cols, rotate, softmax, transpose, product, cached_product};

}  // namespace ptrm::PTRM_INSTRUCTIONS
