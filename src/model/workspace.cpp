#include "model/workspace.hpp"

#include <algorithm>

namespace ptrm {

Workspace::Workspace(const Architecture& arch, std::size_t kernel_scratch) {
    const auto L = static_cast<std::size_t>(arch.length()), D = static_cast<std::size_t>(arch.hidden_size);
    const auto over_channels = L * static_cast<std::size_t>(arch.inner_width(arch.hidden_size));
    const auto over_positions = arch.mixer ? D * static_cast<std::size_t>(arch.inner_width(arch.length())) : 0;
    const std::size_t widest = std::max(over_channels, over_positions);
    for (auto* state : {&x, &z_H, &z_L, &h, &change}) state->resize(L * D);
    wide.resize(std::max(2 * widest, arch.mixer ? 0 : 3 * L * D));
    inner.resize(std::max(widest, L * D));
    scratch.resize(kernel_scratch);
    logits.resize(static_cast<std::size_t>(arch.seq_len) * static_cast<std::size_t>(arch.vocab_size));
}

}  // namespace ptrm
