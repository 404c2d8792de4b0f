#pragma once

#include <string>
#include <vector>

/// What the official code calls its tensors. Loading, network, conversion and tools/train/model.py go by these names.
namespace ptrm::tensor_names {

inline constexpr const char* kPrefix = "inner.";  ///< all of them begin with it

inline constexpr const char* kHInit = "inner.H_init";  ///< [D]
inline constexpr const char* kLInit = "inner.L_init";  ///< [D]; of TRM's ablation with a single state the only start
inline constexpr const char* kTokenEmbedding = "inner.embed_tokens.embedding_weight";  ///< [V, D]
inline constexpr const char* kHintEmbedding = "inner.embed_hints.embedding_weight";    ///< [hint_rows, D], of ptrm's own training
inline constexpr const char* kPositionEmbedding = "inner.embed_pos.embedding_weight";  ///< [L, D], of PositionEncoding::learned
/// [num_puzzle_identifiers, puzzle_emb_ndim]: can be a thousand times as large as all else, and a question needs one row
inline constexpr const char* kPuzzleEmbedding = "inner.puzzle_emb.weights";
inline constexpr const char* kLmHead = "inner.lm_head.weight";  ///< [V, D]
inline constexpr const char* kQWeight = "inner.q_head.weight";  ///< [2, D]: q_halt and q_continue
inline constexpr const char* kQBias = "inner.q_head.bias";      ///< [2]

// Halves of a layer.
inline constexpr const char* kMixer = ".mlp_t";          ///< a SwiGLU over positions, of a mixer
inline constexpr const char* kAttention = ".self_attn";  ///< in its place otherwise
inline constexpr const char* kMlp = ".mlp";              ///< a SwiGLU over channels

// Weights of a half.
inline constexpr const char* kGateUp = ".gate_up_proj.weight";  ///< of a SwiGLU on width W, [2 * inner_width, W]
inline constexpr const char* kDown = ".down_proj.weight";       ///< [W, inner_width]
inline constexpr const char* kQkv = ".qkv_proj.weight";         ///< of attention, [3 D, D]
inline constexpr const char* kOut = ".o_proj.weight";           ///< [D, D]

/// Where each of several latents starts, from 1.
inline std::string latent_init(int number) { return "inner.L" + std::to_string(number) + "_init"; }

/// Where the states start: that of the answer first, then those of the latents.
inline std::vector<std::string> starts(int latents) {
    if (latents == 0) return {kLInit};
    if (latents == 1) return {kHInit, kLInit};
    std::vector<std::string> names{kHInit};
    for (int number = 1; number <= latents; ++number) names.push_back(latent_init(number));
    return names;
}

/// "inner.L_level.layers.0", where the names of a layer begin.
inline std::string layer(int number) { return "inner.L_level.layers." + std::to_string(number); }

}  // namespace ptrm::tensor_names
