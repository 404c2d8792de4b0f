#include "kernels/bare_products.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "kernels/onednn/product.hpp"
#include "kernels/slices.hpp"

namespace ptrm {

std::function<void()> onednn_bare_products(Precision precision, std::span<const ProductShape> shapes) {
    const bool bytes = precision == Precision::i8;
    const Type left = bytes ? Type::u8 : precision == Precision::bf16 ? Type::bf16 : Type::f32;
    const Type right = bytes ? Type::s8 : left, sums = bytes ? Type::s32 : left;
    struct Operands {
        Buffer a, c, scratch;
        std::vector<Bytes> b;
    };
    auto operands = std::make_shared<Operands>();
    std::vector<Product> products;
    for (const auto& shape : shapes) {
        const int m = shape.m, k = padded_sums(shape.k, left), n = padded_columns(shape.n, left);
        products.emplace_back(matrix(m, k, left), any_order(k, n, right), matrix(m, n, sums));
        operands->b.push_back(products.back().packed(matrix(k, n, Type::f32), Buffer(area(k, n)).data()));
        operands->a.resize(std::max(operands->a.size(), area(m, k)));
        operands->c.resize(std::max(operands->c.size(), area(m, n)));
        operands->scratch.resize(std::max(operands->scratch.size(), products.back().scratch()));
    }
    std::vector<Product::Bound> bound;
    for (const Product& product : products) bound.push_back(product.bind(operands->scratch.data()));
    return [operands, bound] {
        for (std::size_t i = 0; i < bound.size(); ++i) bound[i](operands->a.data(), operands->b[i].data(), operands->c.data());
    };
}

}  // namespace ptrm
