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
        std::vector<std::unique_ptr<Layer>> layers;
    };
    auto products = std::make_shared<Products>();
    for (const auto& [m, k, n] : shapes) {
        products->x.resize(std::max(products->x.size(), area(m, k)));
        products->y.resize(std::max(products->y.size(), area(m, n)));
        products->layers.push_back(kernels.linear(std::vector<float>(area(n, k), 1.0f), {n, k, m, Axis::channels}));
        products->scratch.resize(std::max(products->scratch.size(), products->layers.back()->scratch()));
    }
    return [products] {
        for (const auto& layer : products->layers) layer->bind(products->scratch.data())(products->x.data(), products->y.data());
    };
}

}  // namespace ptrm
