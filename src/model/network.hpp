#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/noise.hpp"
#include "kernels/kernels.hpp"
#include "model/block.hpp"
#include "model/weights.hpp"
#include "model/workspace.hpp"

namespace ptrm {

/// Adds the path noise of one update to a part of a state [L, D], which begins with its number `first`; `update` counts the
/// updates of a supervision step from 0.
using PathNoise = std::function<void(int update, std::span<float> part, std::size_t first)>;

/// The Tiny Recursive Model (arXiv 2510.04871, section 4). Immutable; any number of threads may run it, each on a workspace
/// of its own.
class Network {
public:
    /// @param weights exactly the tensors of tensor_specs(architecture), but for the puzzle embedding
    /// @param puzzle_embedding called where the architecture has one
    Network(const Architecture& architecture, const Weights& weights, EmbeddingRows puzzle_embedding, const Kernels& kernels);

    const Architecture& architecture() const { return arch_; }
    const Kernels& kernels() const { return kernels_; }
    Workspace workspace() const;

    /// workspace.x = sqrt(D) times the embedded question.
    /// @param tokens S tokens below V
    /// @param hints as PuzzleRules::hints() gives them, where the architecture has a table of them; else empty
    /// @param puzzle_id below num_puzzle_identifiers
    void embed(Workspace& workspace, std::span<const std::int32_t> tokens, std::span<const std::int32_t> hints,
               std::int32_t puzzle_id) const;

    /// The states a rollout starts from: H_init and L_init at every position, or, at random, draws of its own.
    /// @param attempt  tells the draws of several starts of one rollout apart
    void start(Workspace& workspace, NoiseKey key, std::uint32_t attempt, bool at_random) const;
    void start(Workspace& workspace, NoiseKey key) const { start(workspace, key, 0, arch_.random_starts); }

    /// One supervision step: advances z_L and z_H, then reads logits and Q from z_H.
    /// @param path_noise applied after every damped update; may be empty
    /// @param cancelled asked before every net evaluation; may be empty
    /// @return false if cancelled; the workspace then holds nothing of use
    bool step(Workspace& workspace, const PathNoise& path_noise = {}, const std::function<bool()>& cancelled = {}) const;

    /// The logits [S, V] that the answer head reads from a state [L, D]: of the answer state what step() leaves, of the latent
    /// one what the TRM paper's figure 6 looks at. `workspace` is only worked in.
    void read_logits(Workspace& workspace, const float* state, float* logits) const;

    /// Moves z_H by `rate` times the gradient of log sigmoid(q_halt), which the last step() left. Needs a Q head.
    void ascend(Workspace& workspace, float rate) const;

    /// Bytes of a workspace, and of the logits that a rollout compares with.
    std::uint64_t bytes_per_thread() const;

private:
    /// Of z_L, [latents, L, D], one.
    std::span<float> latent(Workspace& workspace, int number) const;
    struct Pass;
    void advance(const Pass& pass) const;
    /// Whether the step has been cancelled, the same for all threads.
    bool ends(const Pass& pass, int index) const;
    /// The thread's part of a state [L, D].
    std::span<float> part_of(const Pass& pass, std::span<float> state) const;
    /// h += every latent.
    void add_latents(const Pass& pass) const;
    /// z = (1 - lambda) z + lambda net(h), then the path noise. Leaves h with other values.
    void update(const Pass& pass, std::span<float> z, int index) const;
    void read_heads(Workspace& workspace) const;
    std::size_t scratch() const;  ///< floats
    int most_threads() const;     ///< that a step has lines for

    Architecture arch_;
    const Kernels& kernels_;
    std::vector<Block> blocks_;
    std::unique_ptr<Linear> lm_head_;
    EmbeddingRows puzzle_embedding_;
    Buffer token_embedding_, hint_embedding_, position_embedding_, q_weight_, q_bias_;
    std::vector<Buffer> starts_;  // of the answer state, then of every latent
};

}  // namespace ptrm
