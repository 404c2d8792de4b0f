#include "kernels/vector/heads.hpp"

#include <algorithm>
#include <cmath>

#include "base/profile.hpp"

namespace ptrm {
namespace {

constexpr float kNever = -1e30f;  // the score of a key that only pads, or is out of sight

int whole_vectors(int size) { return (size + kVectorLanes - 1) / kVectorLanes * kVectorLanes; }

}  // namespace

Heads::Heads(const VectorFunctions& functions, CachedProduct product, const AttentionShape& shape)
    : functions_(functions),
      product_(product),
      shape_(shape),
      keys_(whole_vectors(shape.length)),
      channels_(whole_vectors(shape.head_dim)) {}

Heads::Parts::Parts(Slices& slices, const Heads& heads)
    : keys(slices.take(area(heads.shape_.head_dim, heads.keys_))),
      values(slices.take(area(heads.shape_.length, heads.channels_))),
      scores(slices.take(area(kRows, heads.keys_))) {}

std::size_t Heads::scratch() const {
    Slices slices(nullptr);
    Parts(slices, *this);
    return slices.used();
}

std::function<void(const float* qkv, float* y, Range positions)> Heads::bind(float* scratch) const {
    Slices slices(scratch);
    return [this, parts = Parts(slices, *this)](const float* qkv, float* y, Range positions) { run(parts, qkv, y, positions); };
}

void Heads::rotate(float* qkv, Range positions) const {
    if (shape_.cosines == nullptr) return;
    const Section section(Part::attention);
    const Index half = shape_.head_dim / 2;
    for (Index position = positions.first; position < positions.first + positions.count; ++position) {
        float* first = qkv + position * 3 * shape_.width();
        for (int head = 0; head < 2 * shape_.heads; ++head, first += shape_.head_dim)
            functions_.rotate(first, first + half, shape_.cosines + position * half, shape_.sines + position * half, half);
    }
}

void Heads::run(const Parts& parts, const float* qkv, float* y, Range positions) const {
    const Section section(Part::attention);
    const Index L = shape_.length, D = shape_.width(), head_dim = shape_.head_dim;
    // What pads is multiplied too, and what other layers leave there may be numbers that take a hundred times as long.
    std::fill_n(parts.keys, head_dim * keys_, 0.0f);
    std::fill_n(parts.values, L * channels_, 0.0f);
    const float scale = 1.0f / std::sqrt(static_cast<float>(head_dim));
    for (const float* q = qkv; q < qkv + D; q += head_dim, y += head_dim) {
        const float *k = q + D, *v = k + D;
        functions_.transpose(k, L, head_dim, 3 * D, parts.keys, keys_);
        for (Index position = 0; position < L; ++position)
            std::copy_n(v + position * 3 * D, head_dim, parts.values + position * channels_);
        for (Index first = positions.first, last = first + positions.count; first < last; first += kRows) {
            const Index rows = std::min<Index>(kRows, last - first);
            product_({q + first * 3 * D, rows, head_dim, 3 * D}, {parts.keys, head_dim, L, keys_}, parts.scores, keys_);
            for (Index row = 0; row < rows; ++row) {
                float* scores = parts.scores + row * keys_;
                std::fill(scores + L, scores + keys_, kNever);
                if (shape_.windowed())
                    shape_.for_unseen(static_cast<int>(first + row),
                                      [&](Index out, Index count) { std::fill_n(scores + out, count, kNever); });
            }
            functions_.softmax(parts.scores, rows, keys_, scale);
            product_({parts.scores, rows, L, keys_}, {parts.values, L, head_dim, channels_}, y + first * D, D);
        }
    }
}

}  // namespace ptrm
