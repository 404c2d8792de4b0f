#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "base/buffer.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/model.hpp"

namespace ptrm {

/// A block on a thread's scratch memory.
struct BoundBlock {
    std::array<Layer::Run, 2> halves;
    float* scratch;
};

/// What a thread does of a piece of work that needs blocks, with those that are bound to its own memory.
using BlocksPart = std::function<void(const Share& share, const std::vector<BoundBlock>& blocks)>;
/// Does a piece of work on this thread and on those that have nothing else to do, `most` in all at most, and returns when all are
/// done.
using Team = std::function<void(int most, const BlocksPart& part)>;

/// Everything that one rollout writes while it runs, allocated once per thread. States are [L, D], row-major.
struct Workspace {
    /// @param scratch, common floats that layers need, see Layer
    Workspace(const Architecture& architecture, std::size_t scratch, std::size_t common);
    Workspace(Workspace&&) = default;  // no copies, for what is bound to `scratch` stays there
    Workspace& operator=(Workspace&&) = default;

    Buffer x;       ///< the injected question
    Buffer z_H;     ///< the answer state, the papers' y
    Buffer z_L;     ///< the latent state, the papers' z; [latents, L, D] in TRM's ablations
    Buffer logits;  ///< [S, V] of the last supervision step
    float q_halt = 0, q_continue = 0;

    // Within a pass of the net.
    Buffer h;       ///< the state in flight
    Buffer change;  ///< what a block adds to it
    Buffer common;  ///< what the threads of a pass leave for one another

    // Of its thread, which may also lend them to a pass on another workspace.
    Buffer scratch;
    std::vector<BoundBlock> blocks;
    Linear::Run lm_head;
    Team team;  ///< who else works on a step; empty for nobody
};

}  // namespace ptrm
