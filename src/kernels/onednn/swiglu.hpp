#pragma once

#include "kernels/onednn/layers.hpp"

namespace ptrm {

/// SwiGLU in a reduced precision: rows are taken in stretches, and what lies between the two products of one, `Between`, stays in
/// the precision's own numbers. Arithmetic says how: project() multiplies a stretch by W_gate and W_up at once, gate() makes the
/// inner numbers of it, and finish() multiplies these by W_down.
template <class Arithmetic>
class SwiGlu final : public Layer {
public:
    SwiGlu(const ReducedFunctions& functions, std::span<const float> gate_up, std::span<const float> down,
           const SwiGluShape& shape)
        : functions_(functions),
          width_(shape.width),
          inner_(shape.inner),
          stretches_(shape.count, row_tile()),
          gate_up_(functions, gate_up, 2 * inner_, width_, stretches_.rows),
          down_(functions, down, width_, inner_, stretches_.rows) {}

    std::size_t spare() const override { return area(stretches_.padded() - stretches_.count, width_); }
    std::size_t scratch() const override {
        Slices slices(nullptr);
        Between(slices, stretches_.rows, width_, inner_);
        return slices.used() + std::max(gate_up_.scratch(), down_.scratch());
    }

    Run bind(float* scratch) const override {
        Slices slices(scratch);
        const Between between(slices, stretches_.rows, width_, inner_);
        return
            [this, between, gate_up = gate_up_.bind(slices.rest()), down = down_.bind(slices.rest())](const float* x, float* y) {
                for (int stretch = 0; stretch < stretches_.times; ++stretch) {
                    const std::size_t first = area(stretch * stretches_.rows, width_);
                    const int rows = stretches_.of(stretch);
                    Arithmetic::project(functions_, x + first, rows, width_, gate_up, between);
                    Arithmetic::gate(functions_, rows, inner_, gate_up_, between);
                    Arithmetic::finish(functions_, rows, width_, down_, down, between, y + first);
                }
            };
    }

private:
    using Between = typename Arithmetic::Between;

    const ReducedFunctions& functions_;
    int width_, inner_;
    Stretches stretches_;
    typename Arithmetic::GateUp gate_up_;
    typename Arithmetic::Down down_;
};

}  // namespace ptrm
