#pragma once

#include <cstddef>

#include "base/buffer.hpp"
#include "ptrm/architecture.hpp"

namespace ptrm {

/// Everything that one rollout writes while it runs, allocated once per thread. States are [L, D], row-major.
struct Workspace {
    Workspace(const Architecture& architecture, std::size_t kernel_scratch);

    Buffer x;       ///< the injected question
    Buffer z_H;     ///< the answer state, the papers' y
    Buffer z_L;     ///< the latent state, the papers' z
    Buffer logits;  ///< [S, V] of the last supervision step
    float q_halt = 0, q_continue = 0;

    // Within a pass of the net.
    Buffer h;        ///< the state in flight
    Buffer change;   ///< what a block adds to it
    Buffer wide;     ///< gate and up halves of a SwiGLU, or queries, keys and values
    Buffer inner;    ///< the gated half
    Buffer scratch;  ///< of the kernels
};

}  // namespace ptrm
