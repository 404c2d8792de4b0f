#pragma once

#include <array>
#include <memory>
#include <string>

#include "kernels/kernels.hpp"
#include "model/weights.hpp"
#include "model/workspace.hpp"

namespace ptrm {

/// o_proj(attention(qkv_proj(h))) over positions, non-causal, with rotary encoding where the architecture has it.
class Attention final : public Layer {
public:
    Attention(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& architecture);

    std::size_t scratch() const override { return layer_->scratch(); }
    std::size_t common() const override { return layer_->common(); }
    Run bind(float* scratch) const override { return layer_->bind(scratch); }

private:
    Buffer cosines_, sines_;  // [L, head_dim / 2], none without rotary encoding
    std::unique_ptr<Layer> layer_;
};

/// One layer of the net. mixer:     h = rms(h + swiglu_t(h)) over positions; h = rms(h + swiglu(h)) over channels.
///                       attention: h = rms(h + attention(h)) over channels; h = rms(h + swiglu(h)) over channels.
class Block {
public:
    Block(const Kernels& kernels, const Weights& weights, const std::string& name, const Architecture& architecture);

    /// Its halves on a thread's scratch memory.
    BoundBlock bind(float* scratch) const;
    /// What its layers need, see Layer.
    std::size_t scratch() const;
    std::size_t common() const;

    /// Does a thread's share of advancing workspace.h. @param bound to that thread's memory
    void run(const BoundBlock& bound, Workspace& workspace, const Share& share) const;

private:
    /// h = rms(h + layer(h)), the mean square taken along an axis.
    struct Half {
        std::unique_ptr<Layer> layer;
        Axis axis;
    };

    const Kernels& kernels_;
    int length_, width_;
    float eps_;
    std::array<Half, 2> halves_;
};

}  // namespace ptrm
