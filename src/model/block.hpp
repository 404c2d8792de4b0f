#pragma once

#include <memory>
#include <string>

#include "kernels/kernels.hpp"
#include "model/weights.hpp"
#include "model/workspace.hpp"

namespace ptrm {

/// swiglu(h) = down_proj(silu(gate) * up), gate and up being the halves of gate_up_proj(h), along one axis of the state.
class SwiGlu {
public:
    SwiGlu(const Kernels& kernels, const Weights& weights, const std::string& name, int width, int inner, Axis axis);

    /// workspace.change = swiglu(workspace.h); `count` is the size of the other axis.
    void run(Workspace& workspace, int count) const;

private:
    const Kernels& kernels_;
    std::unique_ptr<Linear> gate_up_, down_;
    int inner_;
    Axis axis_;
};

/// o_proj(attention(qkv_proj(h))) over positions, non-causal, with rotary encoding where the architecture has it.
class Attention {
public:
    Attention(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& architecture);

    /// workspace.change = attention(workspace.h).
    void run(Workspace& workspace) const;
    std::size_t scratch() const;

private:
    AttentionShape shape() const;

    const Kernels& kernels_;
    std::unique_ptr<Linear> qkv_, out_;
    int length_, heads_, head_dim_;
    Buffer cosines_, sines_;  // [L, head_dim / 2]
};

/// One layer of the net. mixer:     h = rms(h + swiglu_t(h)) over positions; h = rms(h + swiglu(h)) over channels.
///                       attention: h = rms(h + attention(h)) over channels; h = rms(h + swiglu(h)) over channels.
class Block {
public:
    Block(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& architecture);

    /// Advances workspace.h.
    void run(Workspace& workspace) const;
    std::size_t attention_scratch() const { return attention_ ? attention_->scratch() : 0; }

private:
    const Kernels& kernels_;
    int length_, width_;
    float eps_;
    std::unique_ptr<SwiGlu> over_positions_;  // the mixer's first half
    std::unique_ptr<Attention> attention_;    // or attention's
    SwiGlu over_channels_;
};

}  // namespace ptrm
