#pragma once

#include <cstddef>
#include <cstdint>
#include <dnnl.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "base/buffer.hpp"
#include "base/instructions.hpp"

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

// What oneDNN does fast on this CPU: write products of bytes as bfloat16, and add them up without saturating at 16 bits.
bool writes_bfloat16();
bool adds_bytes_exactly();

/// The least multiple of `of` that is not below `size`.
constexpr int multiple(int size, int of) { return (size + of - 1) / of * of; }

// What a product's sizes are worth being padded to: whole tiles where the CPU has matrix units (AMX), which take twice as long
// for 97 numbers summed over as for 128, and a fifth longer for 97 columns as for 112. Rows are worth nothing of it.
/// @param type of the operands
int padded_sums(int size, Type type);
int padded_columns(int size, Type type);

using Bytes = std::vector<std::byte, CacheAligned<std::byte>>;

/// c [m, n] = a [m, k] b [k, n] for fixed shapes, types and strides, planned once. Rollouts run side by side on threads of ours,
/// each with a state that stays in a core's own cache; so oneDNN is held to the one thread that calls it.
class Product {
public:
    Product(const dnnl::memory::desc& a, const dnnl::memory::desc& b, const dnnl::memory::desc& c);
    /// For every column, what is added to it, and what the sum is multiplied by.
    Product(const dnnl::memory::desc& a, const dnnl::memory::desc& b, const dnnl::memory::desc& c, std::span<const float> offset,
            std::span<const float> scale);

    /// The order that the right operand is planned for.
    dnnl::memory::desc right() const { return plan_.weights_desc(); }
    /// Bytes of `matrix` in that order.
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
        dnnl::memory a_, b_, c_, scratch_, offset_, scale_;
    };
    Bound bind(float* scratch) const;

private:
    dnnl::matmul::primitive_desc plan_;
    dnnl::matmul product_;
    dnnl::memory offset_, scale_;  // the latter is handed over with every call from oneDNN 3 on
};

/// A product of as many rows as it is asked for, planned when it first is. That of the usual number, planned at once, says how
/// the right operand of all lies.
class Products {
public:
    /// @param plan of so many rows; of the right operand in this order, null for one that may be chosen
    Products(int usual_rows, std::function<Product(int rows, const dnnl::memory::desc* right)> plan);

    const Product& usual() const { return usual_; }
    /// Floats.
    std::size_t scratch() const { return usual_.scratch(); }

    /// The products on the memory of one thread.
    class Bound {
    public:
        void operator()(int rows, const void* a, const void* b, void* c);

    private:
        friend Products;
        Bound(const Products& products, float* scratch) : products_(products), scratch_(scratch) {}
        const Products& products_;
        float* scratch_;
        std::vector<std::pair<int, Product::Bound>> bound_;  // by rows
        std::vector<Buffer> more_;                           // scratch of those that need more than the usual one
    };
    Bound bind(float* scratch) const { return {*this, scratch}; }

private:
    const Product& of(int rows) const;

    std::function<Product(int rows, const dnnl::memory::desc* right)> plan_;
    int usual_rows_;
    Product usual_;
    mutable std::mutex mutex_;
    mutable std::map<int, Product> others_;
};

}  // namespace ptrm
