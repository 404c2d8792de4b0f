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

#include "kernels/vector/math.hpp"

namespace ptrm::PTRM_INSTRUCTIONS {
namespace {

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

/// In tiles that fit the registers; what is left at the right and the bottom one by one.
void transpose(const float* __restrict x, Index rows, Index cols, Index x_stride, float* __restrict y, Index y_stride) {
    using Packet = Eigen::internal::packet_traits<float>::type;
    constexpr Index kTile = Eigen::internal::unpacket_traits<Packet>::size;
    const Index whole_rows = rows - rows % kTile, whole_cols = cols - cols % kTile;
    for (Index col = 0; col < whole_cols; col += kTile) {  // outside, for lines of y are written to more often than x's are read
        for (Index row = 0; row < whole_rows; row += kTile) {
            Eigen::internal::PacketBlock<Packet, kTile> tile;
            for (Index i = 0; i < kTile; ++i) tile.packet[i] = Eigen::internal::ploadu<Packet>(x + (row + i) * x_stride + col);
            Eigen::internal::ptranspose(tile);
            for (Index i = 0; i < kTile; ++i) Eigen::internal::pstoreu(y + (col + i) * y_stride + row, tile.packet[i]);
        }
    }
    for (Index row = 0; row < rows; ++row)
        for (Index col = row < whole_rows ? whole_cols : 0; col < cols; ++col) y[col * y_stride + row] = x[row * x_stride + col];
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

const VectorFunctions kVectorFunctions{gate, rms_rows, rms_cols, rotate, softmax, transpose, product};

}  // namespace ptrm::PTRM_INSTRUCTIONS
