#pragma once

#include <cstddef>
#include <cstdint>
#include <dnnl.hpp>
#include <vector>

#include "base/buffer.hpp"
#include "ptrm/instructions.hpp"

namespace ptrm {

using Type = dnnl::memory::data_type;

/// A matrix in row-major memory. @param stride elements from a row to the next, cols if not said
dnnl::memory::desc matrix(int rows, int cols, Type type, int stride = 0);
/// The transpose of such a matrix of `cols` rows.
dnnl::memory::desc transposed(int rows, int cols, Type type, int stride);
/// In whichever order a product likes best.
dnnl::memory::desc any_order(int rows, int cols, Type type);

/// Holds oneDNN to what the rest uses. Without effect once it has run.
void limit_onednn(Instructions most);

/// How many rows the CPU multiplies at a time: a product of 97 rows takes matrix units (AMX) longer than one of 112.
int row_tile();

using Bytes = std::vector<std::byte, CacheAligned<std::byte>>;

/// c [m, n] = a [m, k] b [k, n] for fixed shapes, types and strides, planned once. Rollouts run side by side on threads of ours,
/// each with a state that stays in a core's own cache; so oneDNN is held to the one thread that calls it.
class Product {
public:
    Product(const dnnl::memory::desc& a, const dnnl::memory::desc& b, const dnnl::memory::desc& c);

    /// Bytes of `matrix` in the order that the right operand is planned for.
    Bytes packed(const dnnl::memory::desc& order, const void* matrix) const;
    /// Floats.
    std::size_t scratch() const;

    /// The product on the memory of one thread.
    class Bound {
    public:
        void operator()(const void* a, const void* b, void* c) const;

    private:
        friend Product;
        dnnl::matmul product_;
        dnnl::memory a_, b_, c_, scratch_;
    };
    Bound bind(float* scratch) const;

private:
    dnnl::matmul::primitive_desc plan_;
    dnnl::matmul product_;
};

}  // namespace ptrm
