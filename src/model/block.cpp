#include "model/block.hpp"

#include <cmath>

namespace ptrm {

SwiGlu::SwiGlu(const Kernels& kernels, const Weights& weights, const std::string& name, int width, int inner, Axis axis)
    : kernels_(kernels),
      gate_up_(kernels.linear(weights.at(name + ".gate_up_proj.weight"), 2 * inner, width, axis)),
      down_(kernels.linear(weights.at(name + ".down_proj.weight"), width, inner, axis)),
      inner_(inner),
      axis_(axis) {}

void SwiGlu::run(Workspace& w, int count) const {
    gate_up_->apply(w.h.data(), count, w.wide.data());
    kernels_.gate(w.wide.data(), inner_, count, axis_, w.inner.data());
    down_->apply(w.inner.data(), count, w.change.data());
}

Attention::Attention(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& arch)
    : kernels_(kernels),
      qkv_(kernels.linear(weights.at(name + ".qkv_proj.weight"), 3 * arch.hidden_size, arch.hidden_size, Axis::channels)),
      out_(kernels.linear(weights.at(name + ".o_proj.weight"), arch.hidden_size, arch.hidden_size, Axis::channels)),
      length_(arch.length()),
      heads_(arch.num_heads),
      head_dim_(arch.hidden_size / arch.num_heads) {
    if (arch.positions != PositionEncoding::rope) return;
    for (int position = 0; position < length_; ++position) {
        for (int j = 0; j < head_dim_ / 2; ++j) {
            const double angle = position * std::pow(arch.rope_theta, -2.0 * j / head_dim_);
            cosines_.push_back(static_cast<float>(std::cos(angle)));
            sines_.push_back(static_cast<float>(std::sin(angle)));
        }
    }
}

AttentionShape Attention::shape() const {
    return {length_, heads_, head_dim_, cosines_.empty() ? nullptr : cosines_.data(), sines_.data()};
}

std::size_t Attention::scratch() const { return kernels_.attention_scratch(shape()); }

void Attention::run(Workspace& w) const {
    qkv_->apply(w.h.data(), length_, w.wide.data());
    kernels_.attention(w.wide.data(), shape(), w.inner.data(), w.scratch.data());
    out_->apply(w.inner.data(), length_, w.change.data());
}

Block::Block(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& arch)
    : kernels_(kernels),
      length_(arch.length()),
      width_(arch.hidden_size),
      eps_(static_cast<float>(arch.rms_norm_eps)),
      over_channels_(kernels, weights, name + ".mlp", arch.hidden_size, arch.inner_width(arch.hidden_size), Axis::channels) {
    if (arch.mixer)
        over_positions_ =
            std::make_unique<SwiGlu>(kernels, weights, name + ".mlp_t", length_, arch.inner_width(length_), Axis::positions);
    else
        attention_ = std::make_unique<Attention>(kernels, weights, name + ".self_attn", arch);
}

void Block::run(Workspace& w) const {
    const auto norm = [&](Axis axis) {
        kernels_.add_rms_norm(w.h.data(), w.change.data(), length_, width_, axis, eps_, w.scratch.data());
    };
    if (over_positions_) {
        over_positions_->run(w, width_);
        norm(Axis::positions);
    } else {
        attention_->run(w);
        norm(Axis::channels);
    }
    over_channels_.run(w, length_);
    norm(Axis::channels);
}

}  // namespace ptrm
