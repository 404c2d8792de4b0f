#include "model/workspace.hpp"

namespace ptrm {

Workspace::Workspace(const Architecture& arch, std::size_t scratch_size, std::size_t spare) {
    const auto L = static_cast<std::size_t>(arch.length()), D = static_cast<std::size_t>(arch.hidden_size);
    for (auto* state : {&x, &z_H, &z_L, &h}) state->resize(L * D);
    change.resize(L * D + spare);
    scratch.resize(scratch_size);
    logits.resize(static_cast<std::size_t>(arch.seq_len) * static_cast<std::size_t>(arch.vocab_size));
}

}  // namespace ptrm
