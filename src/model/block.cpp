#include "model/block.hpp"

#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "base/profile.hpp"
#include "model/tensor_names.hpp"

namespace ptrm {

namespace {

/// The rotary angle of channel pair j at a position.
double rotary_angle(const Architecture& arch, int position, int j) {
    const int pairs = arch.hidden_size / arch.num_heads / 2;
    if (arch.positions == PositionEncoding::rope) return position * std::pow(arch.rope_theta, -double(j) / pairs);
    const int half = pairs / 2, side = arch.grid_side();  // the row turns the first half of the pairs, the column the second
    const int line = j < half ? position / side : position % side;
    return line * std::pow(arch.rope_theta, -double(j % half) / half);
}

/// The rows of W_q and W_k reordered within every head, so that the pairs of rope2d, (j, j + w/4) in each half of a head of
/// width w, stand where those of rope do, at (j, j + w/2). The order of channels changes no score.
std::vector<float> with_pairs_of_rope(std::span<const float> qkv, int D, int head_dim) {
    std::vector<float> ordered(qkv.begin(), qkv.end());
    const int quarter = head_dim / 4;
    for (int row = 0; row < 2 * D; ++row) {
        const int channel = row % head_dim, pair = channel % (2 * quarter), second = channel / (2 * quarter);
        const int from = (pair / quarter) * 2 * quarter + second * quarter + pair % quarter;
        std::copy_n(qkv.begin() + std::ptrdiff_t{row - channel + from} * D, D, ordered.begin() + std::ptrdiff_t{row} * D);
    }
    return ordered;
}

/// swiglu(h) = down_proj(silu(gate) * up), gate and up being the halves of gate_up_proj(h).
std::unique_ptr<Layer> swiglu(const Kernels& kernels, const Weights& weights, const std::string& name, const SwiGluShape& shape) {
    return kernels.swiglu(weights.at(name + tensor_names::kGateUp), weights.at(name + tensor_names::kDown), shape);
}

}  // namespace

Attention::Attention(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& arch) {
    const int L = arch.length(), D = arch.hidden_size, head_dim = D / arch.num_heads;
    const bool rope2d = arch.positions == PositionEncoding::rope2d, rope = rope2d || arch.positions == PositionEncoding::rope;
    for (int position = 0; rope && position < L; ++position) {
        for (int j = 0; j < head_dim / 2; ++j) {
            cosines_.push_back(static_cast<float>(std::cos(rotary_angle(arch, position, j))));
            sines_.push_back(static_cast<float>(std::sin(rotary_angle(arch, position, j))));
        }
    }
    const AttentionShape shape{
        L, arch.num_heads, head_dim, rope ? cosines_.data() : nullptr, sines_.data(), rope2d ? arch.grid_side() : 0, arch.window};
    const std::span<const float> qkv = weights.at(name + tensor_names::kQkv), out = weights.at(name + tensor_names::kOut);
    layer_ = rope2d ? kernels.attention(with_pairs_of_rope(qkv, D, head_dim), out, shape) : kernels.attention(qkv, out, shape);
}

Block::Block(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& arch)
    : kernels_(kernels), length_(arch.length()), width_(arch.hidden_size), eps_(static_cast<float>(arch.rms_norm_eps)) {
    const int L = length_, D = width_;
    if (arch.mixer)
        halves_[0] = {swiglu(kernels, weights, name + tensor_names::kMixer, {L, arch.inner_width(L), D, Axis::positions}),
                      Axis::positions};
    else
        halves_[0] = {std::make_unique<Attention>(kernels, weights, name + tensor_names::kAttention, arch), Axis::channels};
    halves_[1] = {swiglu(kernels, weights, name + tensor_names::kMlp, {D, arch.inner_width(D), L, Axis::channels}),
                  Axis::channels};
}

std::size_t Block::scratch() const {
    return std::max({to_size(width_), halves_[0].layer->scratch(), halves_[1].layer->scratch()});
}

std::size_t Block::common() const { return std::max(halves_[0].layer->common(), halves_[1].layer->common()); }

BoundBlock Block::bind(float* scratch) const {
    return {{halves_[0].layer->bind(scratch), halves_[1].layer->bind(scratch)}, scratch};
}

void Block::run(const BoundBlock& bound, Workspace& w, const Share& share) const {
    for (std::size_t i = 0; i < halves_.size(); ++i) {
        const Axis axis = halves_[i].axis;
        // For lines along the other axis, or keys and values that are still read.
        if (i == 0 || halves_[0].axis == Axis::positions) share.wait();
        bound.halves[i](w.h.data(), w.change.data(), w.common.data(), share);
        const Section section(Part::norms);
        kernels_.add_rms_norm(w.h.data(), w.change.data(), length_, width_, axis,
                              lines_of(share, axis, axis == Axis::channels ? length_ : width_), eps_, bound.scratch);
    }
}

}  // namespace ptrm
