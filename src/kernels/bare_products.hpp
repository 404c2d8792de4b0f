#pragma once

#include <functional>
#include <span>

#include "kernels/kernels.hpp"

namespace ptrm {

/// A product [m, k] x [k, n].
struct ProductShape {
    int m, k, n;
};

/// A backend's products alone, one after the other with nothing in between: what a benchmark holds the rest against. Every right
/// operand has memory of its own, as a weight; the others share theirs.
std::function<void()> bare_products(const Kernels& kernels, std::span<const ProductShape> shapes);

/// Those of oneDNN, whose layers do more than multiply; only in a build that has it.
std::function<void()> onednn_bare_products(Precision precision, std::span<const ProductShape> shapes);

}  // namespace ptrm
