#include "model/weights.hpp"

namespace ptrm {

std::vector<TensorSpec> tensor_specs(const Architecture& arch) {
    const std::int64_t D = arch.hidden_size, V = arch.vocab_size, L = arch.length();
    std::vector<TensorSpec> specs;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        specs.push_back({"inner." + name, std::move(shape)});
    };
    const auto add_swiglu = [&](const std::string& name, std::int64_t width) {
        const std::int64_t inner = arch.inner_width(static_cast<int>(width));
        add(name + ".gate_up_proj.weight", {2 * inner, width});
        add(name + ".down_proj.weight", {width, inner});
    };
    if (!arch.random_starts) {
        add("H_init", {D});
        add("L_init", {D});
    }
    add("embed_tokens.embedding_weight", {V, D});
    add("lm_head.weight", {V, D});
    if (arch.q_head) {
        add("q_head.weight", {2, D});
        add("q_head.bias", {2});
    }
    if (arch.puzzle_emb_ndim > 0) add("puzzle_emb.weights", {arch.num_puzzle_identifiers, arch.puzzle_emb_ndim});
    if (arch.positions == PositionEncoding::learned) add("embed_pos.embedding_weight", {L, D});
    for (int i = 0; i < arch.layers; ++i) {
        const std::string layer = "L_level.layers." + std::to_string(i);
        if (arch.mixer) {
            add_swiglu(layer + ".mlp_t", L);
        } else {
            add(layer + ".self_attn.qkv_proj.weight", {3 * D, D});
            add(layer + ".self_attn.o_proj.weight", {D, D});
        }
        add_swiglu(layer + ".mlp", D);
    }
    return specs;
}

}  // namespace ptrm
