#include "model/config.hpp"

#include "model/tensor_names.hpp"

namespace ptrm {

std::vector<TensorSpec> tensor_specs(const Architecture& arch) {
    namespace names = tensor_names;
    const std::int64_t D = arch.hidden_size, V = arch.vocab_size, L = arch.length();
    std::vector<TensorSpec> specs;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) { specs.push_back({name, std::move(shape)}); };
    const auto add_swiglu = [&](const std::string& name, std::int64_t width) {
        const std::int64_t inner = arch.inner_width(static_cast<int>(width));
        add(name + names::kGateUp, {2 * inner, width});
        add(name + names::kDown, {width, inner});
    };
    if (!arch.random_starts) {
        for (const std::string& name : names::starts(arch.latents)) add(name, {D});
    }
    add(names::kTokenEmbedding, {V, D});
    if (arch.hint_rows > 0) add(names::kHintEmbedding, {arch.hint_rows, D});
    add(names::kLmHead, {V, D});
    if (arch.q_head) {
        add(names::kQWeight, {2, D});
        add(names::kQBias, {2});
    }
    if (arch.puzzle_emb_ndim > 0) add(names::kPuzzleEmbedding, {arch.num_puzzle_identifiers, arch.puzzle_emb_ndim});
    if (arch.positions == PositionEncoding::learned) add(names::kPositionEmbedding, {L, D});
    for (int i = 0; i < arch.layers; ++i) {
        const std::string layer = names::layer(i);
        if (arch.mixer) {
            add_swiglu(layer + names::kMixer, L);
        } else {
            add(layer + names::kAttention + names::kQkv, {3 * D, D});
            add(layer + names::kAttention + names::kOut, {D, D});
        }
        add_swiglu(layer + names::kMlp, D);
    }
    return specs;
}

}  // namespace ptrm
