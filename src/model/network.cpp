#include "model/network.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/index.hpp"
#include "model/tensor_names.hpp"

namespace ptrm {
namespace {

/// A tensor's values, none if the architecture has no such tensor.
Buffer take(const Weights& weights, const std::string& name) {
    const auto at = weights.find(name);
    return at == weights.end() ? Buffer{} : Buffer(at->second.begin(), at->second.end());
}

/// out = a + b, element by element.
void add(std::span<const float> a, std::span<const float> b, std::span<float> out) {
    std::transform(a.begin(), a.end(), b.begin(), out.begin(), std::plus<>());
}

/// out += row `row` of a table of rows as long as it.
void add_row(const Buffer& table, std::int32_t row, std::span<float> out) {
    const float* values = table.data() + row * std::ssize(out);
    std::transform(out.begin(), out.end(), values, out.begin(), std::plus<>());
}

}  // namespace

Network::Network(const Architecture& architecture, const Weights& weights, EmbeddingRows puzzle_embedding, const Kernels& kernels)
    : arch_(architecture),
      kernels_(kernels),
      lm_head_(kernels.linear(weights.at(tensor_names::kLmHead),
                              {arch_.vocab_size, arch_.hidden_size, arch_.seq_len, Axis::channels})),
      puzzle_embedding_(std::move(puzzle_embedding)),
      token_embedding_(take(weights, tensor_names::kTokenEmbedding)),
      hint_embedding_(take(weights, tensor_names::kHintEmbedding)),
      position_embedding_(take(weights, tensor_names::kPositionEmbedding)),
      q_weight_(take(weights, tensor_names::kQWeight)),
      q_bias_(take(weights, tensor_names::kQBias)) {
    for (const std::string& name : tensor_names::starts(arch_.latents)) starts_.push_back(take(weights, name));
    for (int i = 0; i < arch_.layers; ++i) blocks_.emplace_back(kernels, weights, tensor_names::layer(i), arch_);
}

std::size_t Network::scratch() const { return std::max(blocks_.front().scratch(), lm_head_->scratch()); }

int Network::most_threads() const {
    const int rows = arch_.length() / kRowGrain;
    return arch_.mixer ? std::min(rows, arch_.hidden_size / kColumnGrain) : rows;
}

std::uint64_t Network::bytes_per_thread() const {
    const auto L = static_cast<std::uint64_t>(arch_.length()), D = static_cast<std::uint64_t>(arch_.hidden_size),
               S = static_cast<std::uint64_t>(arch_.seq_len), V = static_cast<std::uint64_t>(arch_.vocab_size);
    constexpr std::uint64_t kStates = 4, kLogits = 2;  // of a Workspace besides latents; logits also of the step before
    return sizeof(float) * ((kStates + static_cast<std::uint64_t>(arch_.latents)) * L * D + kLogits * S * V + scratch() +
                            blocks_.front().common());
}

Workspace Network::workspace() const {
    Workspace w(arch_, scratch(), blocks_.front().common());
    for (const Block& block : blocks_) w.blocks.push_back(block.bind(w.scratch.data()));
    w.lm_head = lm_head_->bind(w.scratch.data());
    return w;
}

void Network::embed(Workspace& w, std::span<const std::int32_t> tokens, std::span<const std::int32_t> hints,
                    std::int32_t puzzle_id) const {
    const std::size_t D = to_size(arch_.hidden_size), ndim = to_size(arch_.puzzle_emb_ndim);
    std::fill(w.x.begin(), w.x.end(), 0.0f);
    if (ndim > 0) puzzle_embedding_(puzzle_id, std::span(w.x).first(ndim));
    const std::size_t hints_per_cell = hints.size() / tokens.size();
    float* cell = w.x.data() + arch_.puzzle_positions * arch_.hidden_size;
    for (std::size_t i = 0; i < tokens.size(); ++i, cell += D) {
        add_row(token_embedding_, tokens[i], std::span(cell, D));
        for (const std::int32_t hint : hints.subspan(i * hints_per_cell, hints_per_cell))
            if (hint >= 0) add_row(hint_embedding_, hint, std::span(cell, D));
    }
    if (!position_embedding_.empty()) {
        add(w.x, position_embedding_, w.x);
        for (float& value : w.x) value *= 0.707106781f;
    }
    const float scale = std::sqrt(static_cast<float>(arch_.hidden_size));
    for (float& value : w.x) value *= scale;
}

void Network::start(Workspace& w, NoiseKey key, std::uint32_t attempt, bool at_random) const {
    if (at_random) {
        fill_truncated_normals(key, NoiseStream::start_H, attempt, static_cast<float>(arch_.H_init_std), w.z_H);
        fill_truncated_normals(key, NoiseStream::start_L, attempt, static_cast<float>(arch_.L_init_std), w.z_L);
        return;
    }
    const auto fill = [D = Index{arch_.hidden_size}](std::span<float> state, const Buffer& start) {
        for (auto at = state.begin(); at != state.end(); at += D) std::copy(start.begin(), start.end(), at);
    };
    fill(w.z_H, starts_.front());
    for (int number = 0; number < arch_.latents; ++number) fill(latent(w, number), at(starts_, number + 1));
}

std::span<float> Network::latent(Workspace& w, int number) const {
    return std::span(w.z_L).subspan(to_size(number) * w.z_H.size(), w.z_H.size());
}

/// What one thread does of a supervision step.
struct Network::Pass {
    Workspace& w;
    const std::vector<BoundBlock>& blocks;
    const Share& share;
    const PathNoise& path_noise;
    const std::function<bool()>& cancelled;
    std::atomic<int>& end;  // the update before which all threads stop, if it is cancelled
    Range rows;             // of states, this thread's
};

bool Network::step(Workspace& w, const PathNoise& path_noise, const std::function<bool()>& cancelled) const {
    std::atomic<int> end = std::numeric_limits<int>::max();
    const auto part = [&](const Share& share, const std::vector<BoundBlock>& blocks) {
        advance({w, blocks, share, path_noise, cancelled, end, rows_of(share, arch_.length())});
    };
    if (w.team)
        w.team(most_threads(), std::ref(part));
    else
        part({}, w.blocks);
    if (end < arch_.net_evaluations_per_step()) return false;
    read_heads(w);
    return true;
}

void Network::advance(const Pass& pass) const {
    Workspace& w = pass.w;
    int index = 0;
    for (int H = 0; H < arch_.H_cycles; ++H) {
        for (int L = 0; L < arch_.L_cycles; ++L) {
            if (ends(pass, index)) return;
            add(part_of(pass, w.z_H), part_of(pass, w.x), part_of(pass, w.h));
            add_latents(pass);
            update(pass, arch_.latents == 0 ? std::span<float>(w.z_H) : latent(w, arch_.latents == 1 ? 0 : L), index++);
        }
        if (ends(pass, index)) return;
        const std::span<float> z_H = part_of(pass, w.z_H);
        std::copy(z_H.begin(), z_H.end(), part_of(pass, w.h).begin());
        add_latents(pass);
        update(pass, w.z_H, index++);
    }
}

bool Network::ends(const Pass& pass, int index) const {
    // The other threads hear of it while they wait for one another within this update.
    if (pass.share.leads() && pass.cancelled && pass.cancelled()) pass.end = pass.share.alone() ? index : index + 1;
    return index >= pass.end;
}

std::span<float> Network::part_of(const Pass& pass, std::span<float> state) const {
    const std::size_t D = to_size(arch_.hidden_size);
    return state.subspan(to_size(pass.rows.first) * D, to_size(pass.rows.count) * D);
}

void Network::add_latents(const Pass& pass) const {
    const std::span<float> h = part_of(pass, pass.w.h);
    for (int number = 0; number < arch_.latents; ++number) add(h, part_of(pass, latent(pass.w, number)), h);
}

void Network::update(const Pass& pass, std::span<float> z, int index) const {
    for (std::size_t i = 0; i < blocks_.size(); ++i) blocks_[i].run(pass.blocks[i], pass.w, pass.share);
    const std::span<float> h = part_of(pass, pass.w.h), part = part_of(pass, z);
    if (arch_.lambda == 1.0) {
        std::copy(h.begin(), h.end(), part.begin());
    } else {
        const auto keep = static_cast<float>(1.0 - arch_.lambda), take = static_cast<float>(arch_.lambda);
        std::transform(part.begin(), part.end(), h.begin(), part.begin(),
                       [=](float old, float next) { return keep * old + take * next; });
    }
    if (pass.path_noise) pass.path_noise(index, part, static_cast<std::size_t>(part.data() - z.data()));
}

void Network::read_logits(Workspace& w, const float* state, float* logits) const {
    w.lm_head(state + arch_.puzzle_positions * arch_.hidden_size, logits, {0, arch_.seq_len});
}

void Network::ascend(Workspace& w, float rate) const {
    const float slope = rate / (1 + std::exp(w.q_halt));  // of log sigmoid at q
    const auto first = w.z_H.begin();
    std::transform(first, first + arch_.hidden_size, q_weight_.begin(), first,
                   [slope](float y, float weight) { return y + slope * weight; });
}

void Network::read_heads(Workspace& w) const {
    read_logits(w, w.z_H.data(), w.logits.data());
    if (q_bias_.empty()) return;
    const auto first = w.z_H.begin();  // Q reads the first position
    w.q_halt = std::inner_product(first, first + arch_.hidden_size, q_weight_.begin(), q_bias_[0]);
    w.q_continue = std::inner_product(first, first + arch_.hidden_size, q_weight_.begin() + arch_.hidden_size, q_bias_[1]);
}

}  // namespace ptrm
