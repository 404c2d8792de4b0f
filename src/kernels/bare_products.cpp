#include "kernels/bare_products.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "base/buffer.hpp"
#include "kernels/slices.hpp"

namespace ptrm {

std::function<void()> bare_products(const Kernels& kernels, std::span<const ProductShape> shapes) {
#ifdef PTRM_ONEDNN
    if (&kernels == onednn_kernels(kernels.precision())) return onednn_bare_products(kernels.precision(), shapes);
#endif
    struct Products {
        Buffer x, y, scratch;
        std::vector<std::unique_ptr<Linear>> weights;
        std::vector<int> rows;
    };
    auto products = std::make_shared<Products>();
    for (const auto& [m, k, n] : shapes) {
        products->x.resize(std::max(products->x.size(), area(m, k)));
        products->y.resize(std::max(products->y.size(), area(m, n)));
        products->weights.push_back(kernels.linear(std::vector<float>(area(n, k), 1.0f), {n, k, m, Axis::channels}));
        products->rows.push_back(m);
        products->scratch.resize(std::max(products->scratch.size(), products->weights.back()->scratch()));
    }
    return [products] {
        for (std::size_t i = 0; i < products->weights.size(); ++i)
            products->weights[i]->bind(products->scratch.data())(products->x.data(), products->y.data(), {0, products->rows[i]});
    };
}

}  // namespace ptrm
