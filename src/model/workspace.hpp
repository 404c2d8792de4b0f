#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "base/buffer.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/model.hpp"

namespace ptrm {

/// Everything that one rollout writes while it runs, allocated once per thread. States are [L, D], row-major.
struct Workspace {
    /// @param scratch floats that layers need, see Layer
    Workspace(const Architecture& architecture, std::size_t scratch);
    Workspace(Workspace&&) = default;  // no copies, for what is bound to `scratch` stays there
    Workspace& operator=(Workspace&&) = default;

    Buffer x;       ///< the injected question
    Buffer z_H;     ///< the answer state, the papers' y
    Buffer z_L;     ///< the latent state, the papers' z; [latents, L, D] in TRM's ablations
    Buffer logits;  ///< [S, V] of the last supervision step
    float q_halt = 0, q_continue = 0;

    // Within a pass of the net.
    Buffer h;        ///< the state in flight
    Buffer change;   ///< what a block adds to it
    Buffer scratch;  ///< of the kernels
    std::vector<std::array<Run, 2>> blocks;
    Run lm_head;
};

}  // namespace ptrm
