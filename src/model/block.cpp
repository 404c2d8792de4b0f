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

Attention::Attention(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& arch) {
    const int L = arch.length(), D = arch.hidden_size, head_dim = D / arch.num_heads;
    const bool rope = arch.positions == PositionEncoding::rope;
    for (int position = 0; rope && position < L; ++position) {
        for (int j = 0; j < head_dim / 2; ++j) {
            const double angle = position * std::pow(arch.rope_theta, -2.0 * j / head_dim);
            cosines_.push_back(static_cast<float>(std::cos(angle)));
            sines_.push_back(static_cast<float>(std::sin(angle)));
        }
    }
    qkv_ = kernels.linear(weights.at(name + ".qkv_proj.weight"), {3 * D, D, L, Axis::channels});
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
