#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "kernels/kernels.hpp"
#include "model/weights.hpp"
#include "model/workspace.hpp"

namespace ptrm {

/// swiglu(h) = down_proj(silu(gate) * up), gate and up being the halves of gate_up_proj(h), along one axis of the state.
class SwiGlu {
public:
    /// @param width size of the axis that it works along, @param count of the other
    SwiGlu(const Kernels& kernels, const Weights& weights, const std::string& name, int width, int inner, int count, Axis axis);

    /// workspace.change = swiglu(workspace.h).
    void run(Workspace& workspace) const;
    std::size_t scratch() const { return std::max(gate_up_->scratch(), down_->scratch()); }

private:
    const Kernels& kernels_;
    std::unique_ptr<Linear> gate_up_, down_;
    int inner_, count_;
    Axis axis_;
};

/// o_proj(attention(qkv_proj(h))) over positions, non-causal, with rotary encoding where the architecture has it.
class Attention {
public:
    Attention(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& architecture);

    /// workspace.change = attention(workspace.h).
    void run(Workspace& workspace) const;
    std::size_t scratch() const { return std::max({qkv_->scratch(), core_->scratch(), out_->scratch()}); }

private:
    Buffer cosines_, sines_;  // [L, head_dim / 2], none without rotary encoding
    std::unique_ptr<Linear> qkv_, out_;
    std::unique_ptr<AttentionCore> core_;
};

/// One layer of the net. mixer:     h = rms(h + swiglu_t(h)) over positions; h = rms(h + swiglu(h)) over channels.
///                       attention: h = rms(h + attention(h)) over channels; h = rms(h + swiglu(h)) over channels.
class Block {
public:
    Block(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& architecture);

    /// Advances workspace.h.
    void run(Workspace& workspace) const;
    /// Floats that its kernels need.
    std::size_t scratch() const;

private:
    const Kernels& kernels_;
    int length_, width_;
    float eps_;
    std::unique_ptr<SwiGlu> over_positions_;  // the mixer's first half
    std::unique_ptr<Attention> attention_;    // or attention's
    SwiGlu over_channels_;
};

}  // namespace ptrm
