#include "model/workspace.hpp"

#include "base/index.hpp"

namespace ptrm {

Workspace::Workspace(const Architecture& arch, std::size_t scratch_size, std::size_t common_size) {
    const std::size_t size = to_size(Index{arch.length()} * arch.hidden_size);
    for (auto* state : {&x, &z_H, &h, &change}) state->resize(size);
    z_L.resize(to_size(arch.latents) * size);
    scratch.resize(scratch_size);
    common.resize(common_size);
    logits.resize(to_size(Index{arch.seq_len} * arch.vocab_size));
}

}  // namespace ptrm
