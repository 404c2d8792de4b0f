#include <algorithm>
#include <cmath>

#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"
#include "ptrm/index.hpp"

namespace ptrm {
namespace {

/// The element of an array of a type known at run time.
void* element(void* array, Type type, std::size_t index) {
    return static_cast<std::byte*>(array) + index * (type == Type::bf16 ? sizeof(std::uint16_t) : sizeof(float));
}

}  // namespace

Heads::Heads(const VectorFunctions& functions, const ReducedFunctions& reduced, const AttentionShape& shape, Type type,
             Type mixed)
    : functions_(functions), reduced_(reduced), shape_(shape), type_(type), mixed_(mixed) {
    const Stretches stretches(shape.length, 1);
    rows_ = stretches.rows;
    stretches_.push_back(plan(rows_));
    if (const int last = stretches.of(stretches.times - 1); last != rows_) stretches_.push_back(plan(last));
}

Heads::Stretch Heads::plan(int rows) const {
    const int L = shape_.length, width = shape_.head_dim, D = shape_.width();
    return {{matrix(rows, width, type_, 3 * D), transposed(width, L, type_, 3 * D), matrix(rows, L, Type::f32)},
            {matrix(rows, L, type_), matrix(L, width, type_, 3 * D), matrix(rows, width, mixed_, D)}};
}

std::size_t Heads::scratch() const {
    Slices slices(nullptr);
    slices.take(area(rows_, shape_.length));
    if (type_ == Type::bf16) slices.take<std::uint16_t>(area(rows_, shape_.length));
    std::size_t largest = 0;
    for (const Stretch& stretch : stretches_) largest = std::max({largest, stretch.scores.scratch(), stretch.mixed.scratch()});
    return slices.used() + largest;
}

std::function<void(void*, void*)> Heads::bind(float* scratch) const {
    struct Bound {
        Product::Bound scores, mixed;
    };
    Slices slices(scratch);
    float* scores = slices.take(area(rows_, shape_.length));
    auto* shares = type_ == Type::bf16 ? slices.take<std::uint16_t>(area(rows_, shape_.length)) : nullptr;
    std::vector<Bound> stretches;
    for (const Stretch& stretch : stretches_)
        stretches.push_back({stretch.scores.bind(slices.rest()), stretch.mixed.bind(slices.rest())});
    return [this, scores, shares, stretches](void* qkv, void* y) {
        const Section section(Part::attention);
        rotate(qkv);
        const Index D = shape_.heads * shape_.head_dim;
        const float scale = 1.0f / std::sqrt(static_cast<float>(shape_.head_dim));
        for (Index head = 0; head < D; head += shape_.head_dim) {
            for (int first = 0; first < shape_.length; first += rows_) {
                const int rows = std::min(rows_, shape_.length - first);
                const Bound& stretch = rows == rows_ ? stretches.front() : stretches.back();
                const Index row = first * D;
                stretch.scores(element(qkv, type_, to_size(3 * row + head)), element(qkv, type_, to_size(D + head)), scores);
                if (shares != nullptr)
                    reduced_.softmax_bf16(scores, rows, shape_.length, scale, shares);
                else
                    functions_.softmax(scores, rows, shape_.length, scale);
                stretch.mixed(shares != nullptr ? static_cast<void*>(shares) : scores, element(qkv, type_, to_size(2 * D + head)),
                              element(y, mixed_, to_size(row + head)));
            }
        }
    };
}

void Heads::rotate(void* qkv) const {
    if (type_ == Type::f32)
        rotate_heads(shape_, static_cast<float*>(qkv), functions_.rotate);
    else
        rotate_heads(shape_, static_cast<std::uint16_t*>(qkv), reduced_.rotate_bf16);
}

}  // namespace ptrm
