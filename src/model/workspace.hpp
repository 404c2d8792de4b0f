#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/kernels.hpp"
#include "ptrm/architecture.hpp"

namespace ptrm {

/// Everything that one rollout writes while it runs, allocated once per thread. States are [L, D], row-major.
struct Workspace {
    Workspace(const Architecture& architecture, std::size_t attention_scratch);

    std::vector<float> x;       ///< the injected question
    std::vector<float> z_H;     ///< the answer state, the papers' y
    std::vector<float> z_L;     ///< the latent state, the papers' z
    std::vector<float> logits;  ///< [S, V] of the last supervision step
    float q_halt = 0, q_continue = 0;

    // Within a pass of the net.
    std::vector<float> h;        ///< the state in flight
    std::vector<float> change;   ///< what a block adds to it
    std::vector<float> wide;     ///< gate and up halves of a SwiGLU, or queries, keys and values
    std::vector<float> inner;    ///< the gated half
    std::vector<float> scratch;  ///< of the kernels
};

}  // namespace ptrm
