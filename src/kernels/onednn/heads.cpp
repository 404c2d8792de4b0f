#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/index.hpp"
#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"

namespace ptrm {
namespace {

template <class Number>
constexpr Type kType = std::is_same_v<Number, float> ? Type::f32 : Type::bf16;

constexpr float kNever = -1e30f;  // the score of a key that is none
constexpr int kLanes = 16;        // loops over scores come in so many

}  // namespace

// oneDNN's products of dense matrices are up to twice as fast as those of parts of wider ones; so heads are taken apart first.
template <class Number, class Mixed>
Heads<Number, Mixed>::Heads(const Loops& loops, const AttentionShape& shape)
    : loops_(loops),
      shape_(shape),
      keys_(padded_sums(multiple(shape.length, kLanes), kType<Number>)),
      stretches_(shape.length, std::max(1, keys_ / 8)),  // a million scores at a time
      scores_(matrix(stretches_.rows, shape.head_dim, kType<Number>),
              transposed(shape.head_dim, keys_, kType<Number>, shape.head_dim), matrix(stretches_.rows, keys_, Type::f32)),
      mixed_(matrix(stretches_.rows, keys_, kType<Number>), matrix(keys_, shape.head_dim, kType<Number>),
             matrix(stretches_.rows, shape.head_dim, kType<Mixed>)) {}

template <class Number, class Mixed>
Heads<Number, Mixed>::Parts::Parts(Slices& slices, const Heads& heads)
    : queries(slices.take<Number>(area(heads.shape_.length, heads.shape_.width()))),
      keys(slices.take<Number>(area(heads.keys_, heads.shape_.width()))),
      values(slices.take<Number>(area(heads.keys_, heads.shape_.width()))),
      scores(slices.take(area(heads.stretches_.rows, heads.keys_))),
      shares(nullptr),
      mixed(slices.take<Mixed>(area(heads.stretches_.rows, heads.shape_.head_dim))) {
    if constexpr (std::is_same_v<Number, float>)
        shares = scores;
    else
        shares = slices.take<Number>(area(heads.stretches_.rows, heads.keys_));
}

template <class Number, class Mixed>
std::size_t Heads<Number, Mixed>::scratch() const {
    Slices slices(nullptr);
    Parts(slices, *this);
    return slices.used() + std::max(scores_.scratch(), mixed_.scratch());
}

template <class Number, class Mixed>
std::function<void(const Number*, Mixed*)> Heads<Number, Mixed>::bind(float* scratch) const {
    Slices slices(scratch);
    const Parts parts(slices, *this);
    return [this, parts, score = scores_.bind(slices.rest()), mix = mixed_.bind(slices.rest())](const Number* qkv, Mixed* y) {
        const Section section(Part::attention);
        part(qkv, parts);
        const int width = shape_.head_dim, rows = stretches_.rows;
        for (int head = 0; head < shape_.heads; ++head) {
            for (int stretch = 0; stretch < stretches_.times; ++stretch) {
                const int first = stretches_.first(stretch);
                score(parts.queries + area(head * shape_.length + first, width), parts.keys + area(head * keys_, width),
                      parts.scores);
                softmax(parts);
                mix(parts.shares, parts.values + area(head * keys_, width), parts.mixed);
                for (int row = 0; row < rows; ++row)
                    std::copy_n(parts.mixed + area(row, width), width, y + area(first + row, shape_.width()) + head * width);
            }
        }
    };
}

/// From qkv [L, 3 D] to q, k and v [heads, L, head_dim] each, of which q and k are rotated, and the latter two padded with zeros.
template <class Number, class Mixed>
void Heads<Number, Mixed>::part(const Number* qkv, const Parts& parts) const {
    const int width = shape_.head_dim, L = shape_.length;
    for (int head = 0; head < shape_.heads; ++head) {
        Number* queries = parts.queries + area(head * L, width);
        Number* keys = parts.keys + area(head * keys_, width);
        Number* values = parts.values + area(head * keys_, width);
        for (int position = 0; position < L; ++position) {
            const Number* from = qkv + area(position, 3 * shape_.width()) + head * width;
            rotate(std::copy_n(from, width, queries + area(position, width)) - width, position);
            rotate(std::copy_n(from + shape_.width(), width, keys + area(position, width)) - width, position);
            std::copy_n(from + 2 * shape_.width(), width, values + area(position, width));
        }
        std::fill(keys + area(L, width), keys + area(keys_, width), Number{});
        std::fill(values + area(L, width), values + area(keys_, width), Number{});
    }
}

template <class Number, class Mixed>
void Heads<Number, Mixed>::rotate(Number* head, int position) const {
    if (shape_.cosines == nullptr) return;
    const int half = shape_.head_dim / 2;
    const float *cosines = shape_.cosines + area(position, half), *sines = shape_.sines + area(position, half);
    if constexpr (std::is_same_v<Number, float>)
        loops_.vector.rotate(head, head + half, cosines, sines, half);
    else
        loops_.reduced.rotate_bf16(head, head + half, cosines, sines, half);
}

/// From scores to shares.
template <class Number, class Mixed>
void Heads<Number, Mixed>::softmax(const Parts& parts) const {
    const float scale = 1.0f / std::sqrt(static_cast<float>(shape_.head_dim));
    for (int row = 0; row < stretches_.rows; ++row)
        std::fill(parts.scores + area(row, keys_) + shape_.length, parts.scores + area(row + 1, keys_), kNever);
    if constexpr (std::is_same_v<Number, float>)
        loops_.vector.softmax(parts.scores, stretches_.rows, keys_, scale);
    else
        loops_.reduced.softmax_bf16(parts.scores, stretches_.rows, keys_, scale, parts.shares);
}

template class Heads<float, float>;
template class Heads<std::uint16_t, std::uint16_t>;
template class Heads<std::uint16_t, float>;

}  // namespace ptrm
