#pragma once

#include "base/profile.hpp"
#include "kernels/onednn/layers.hpp"

namespace ptrm {

/// A matrix [rows, cols] in one of zeros of at least its size, of which it takes the rows from `first` on.
inline void put(std::span<const float> matrix, int cols, Buffer& into, int into_cols, int first = 0) {
    const int rows = count_of(matrix) / cols;
    for (int row = 0; row < rows; ++row)
        std::copy_n(matrix.begin() + std::ptrdiff_t{row} * cols, cols, into.begin() + (std::ptrdiff_t{first} + row) * into_cols);
}

/// SwiGLU in a reduced precision: rows are taken in stretches, and what lies between the two products of one, `Between`, stays in
/// the precision's own numbers. Arithmetic says how: project() multiplies a stretch by W_gate and W_up at once, gate() makes the
/// inner numbers of it, and finish() multiplies these by W_down. Over positions a stretch is one of columns, transposed on the
/// way in and out, and padded to what the CPU multiplies best; the inner width is padded to what loops come in.
template <class Arithmetic>
class SwiGlu final : public Layer {
public:
    SwiGlu(const Loops& loops, std::span<const float> gate_up, std::span<const float> down, const SwiGluShape& shape)
        : loops_(loops),
          shape_(shape),
          inner_(multiple(shape.inner, 64)),
          sums_(turns() ? padded_sums(shape.width, Arithmetic::kType) : shape.width),
          columns_(turns() ? padded_columns(shape.width, Arithmetic::kType) : shape.width),
          most_(Stretches::most(shape.count, 2 * inner_)),
          gate_up_(loops.reduced, padded_gate_up(gate_up), 2 * inner_, sums_, most_, stretches({0, shape.count}).rows),
          down_(loops.reduced, padded_down(down), columns_, inner_, most_, stretches({0, shape.count}).rows) {}

    std::size_t scratch() const override {
        Slices slices(nullptr);
        Parts(slices, *this);
        return slices.used() + std::max(gate_up_.scratch(), down_.scratch());
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        const Parts parts(slices, *this);
        return [this, parts, gate_up = gate_up_.bind(slices.rest()), down = down_.bind(slices.rest())](
                   const float* x, float* y, float*, const Share& share) mutable {
            const Stretches all = stretches(lines_of(share, shape_.axis, shape_.count));
            const int rows = all.rows;
            for (int stretch = 0; stretch < all.times; ++stretch) {
                const int first = all.first(stretch);
                Arithmetic::project(loops_.reduced, taken(x, first, rows, parts), rows, sums_, gate_up, parts.between);
                Arithmetic::gate(loops_.reduced, rows, inner_, parts.between);
                float* result = turns() ? parts.turned : y + area(first, shape_.width);
                Arithmetic::finish(loops_.reduced, rows, columns_, down, parts.between, result);
                if (turns()) put_back(parts, first, rows, y);
            }
        };
    }

private:
    struct Parts {
        typename Arithmetic::Between between;
        float* turned;  // [rows, sums], then [rows, columns]

        Parts(Slices& slices, const SwiGlu& layer)
            : between(slices, layer.most_, layer.sums_, layer.inner_),
              turned(layer.turns() ? slices.take(area(layer.most_, std::max(layer.sums_, layer.columns_))) : nullptr) {}
    };

    bool turns() const { return shape_.axis == Axis::positions; }
    Stretches stretches(Range lines) const { return {lines, 2 * inner_}; }

    Buffer padded_gate_up(std::span<const float> weight) const {
        Buffer padded(area(2 * inner_, sums_));
        put(weight.first(weight.size() / 2), shape_.width, padded, sums_);
        put(weight.subspan(weight.size() / 2), shape_.width, padded, sums_, inner_);
        return padded;
    }
    Buffer padded_down(std::span<const float> weight) const {
        Buffer padded(area(columns_, inner_));
        put(weight, shape_.inner, padded, inner_);
        return padded;
    }

    /// A stretch's rows [rows, sums].
    const float* taken(const float* x, int first, int rows, const Parts& parts) const {
        if (!turns()) return x + area(first, shape_.width);
        const Section section(Part::rounding);
        loops_.vector.transpose(x + first, shape_.width, rows, shape_.count, parts.turned, sums_);
        for (int row = 0; row < rows; ++row)
            std::fill(parts.turned + area(row, sums_) + shape_.width, parts.turned + area(row + 1, sums_), 0.0f);
        return parts.turned;
    }
    void put_back(const Parts& parts, int first, int rows, float* y) const {
        const Section section(Part::rounding);
        loops_.vector.transpose(parts.turned, rows, shape_.width, columns_, y + first, shape_.count);
    }

    Loops loops_;
    SwiGluShape shape_;
    int inner_, sums_, columns_;
    int most_;  // rows of a stretch
    typename Arithmetic::GateUp gate_up_;
    typename Arithmetic::Down down_;
};

}  // namespace ptrm
