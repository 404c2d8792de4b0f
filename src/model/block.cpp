#include "model/block.hpp"

#include <cmath>

namespace ptrm {

SwiGlu::SwiGlu(const Kernels& kernels, const Weights& weights, const std::string& name, int width, int inner, int count,
               Axis axis)
    : kernels_(kernels),
      gate_up_(kernels.linear(weights.at(name + ".gate_up_proj.weight"), {2 * inner, width, count, axis})),
      down_(kernels.linear(weights.at(name + ".down_proj.weight"), {width, inner, count, axis})),
      inner_(inner),
      count_(count),
      axis_(axis) {}

void SwiGlu::run(Workspace& w) const {
    gate_up_->apply(w.h.data(), w.wide.data(), w.scratch.data());
    kernels_.gate(w.wide.data(), inner_, count_, axis_, w.inner.data());
    down_->apply(w.inner.data(), w.change.data(), w.scratch.data());
}

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
    const std::span<const float> qkv = weights.at(name + ".qkv_proj.weight");
    const LinearShape shape{3 * D, D, L, Axis::channels};
    qkv_ = rope2d ? kernels.linear(with_pairs_of_rope(qkv, D, head_dim), shape) : kernels.linear(qkv, shape);
    core_ = kernels.attention({L, arch.num_heads, head_dim, rope ? cosines_.data() : nullptr, sines_.data()});
    out_ = kernels.linear(weights.at(name + ".o_proj.weight"), {D, D, L, Axis::channels});
}

void Attention::run(Workspace& w) const {
    qkv_->apply(w.h.data(), w.wide.data(), w.scratch.data());
    core_->apply(w.wide.data(), w.inner.data(), w.scratch.data());
    out_->apply(w.inner.data(), w.change.data(), w.scratch.data());
}

Block::Block(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& arch)
    : kernels_(kernels),
      length_(arch.length()),
      width_(arch.hidden_size),
      eps_(static_cast<float>(arch.rms_norm_eps)),
      over_channels_(kernels, weights, name + ".mlp", width_, arch.inner_width(width_), length_, Axis::channels) {
    if (arch.mixer)
        over_positions_ = std::make_unique<SwiGlu>(kernels, weights, name + ".mlp_t", length_, arch.inner_width(length_), width_,
                                                   Axis::positions);
    else
        attention_ = std::make_unique<Attention>(kernels, weights, name + ".self_attn", arch);
}

std::size_t Block::scratch() const {
    return std::max({static_cast<std::size_t>(width_), over_channels_.scratch(),
                     over_positions_ ? over_positions_->scratch() : attention_->scratch()});
}

void Block::run(Workspace& w) const {
    const auto norm = [&](Axis axis) {
        kernels_.add_rms_norm(w.h.data(), w.change.data(), length_, width_, axis, eps_, w.scratch.data());
    };
    if (over_positions_) {
        over_positions_->run(w);
        norm(Axis::positions);
    } else {
        attention_->run(w);
        norm(Axis::channels);
    }
    over_channels_.run(w);
    norm(Axis::channels);
}

}  // namespace ptrm
