#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/half.hpp"
#include "base/instructions.hpp"
#include "base/named.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

#ifndef PTRM_ONEDNN
const Kernels* onednn_kernels(Precision) { return nullptr; }
#endif

namespace {

/// What bfloat16 means where nothing multiplies it: weights are rounded to it, and products are in float32, which is four times
/// faster than bfloat16 by other instructions.
class RoundedWeights final : public Kernels {
public:
    explicit RoundedWeights(const Kernels& kernels) : kernels_(kernels) {}

    std::string_view name() const override { return kernels_.name(); }
    Precision precision() const override { return Precision::bf16; }
    std::string instructions() const override { return kernels_.instructions() + ", bf16 weights"; }

    std::unique_ptr<Layer> linear(std::span<const float> weight, const LinearShape& shape) const override {
        return kernels_.linear(rounded(weight), shape);
    }
    std::unique_ptr<Layer> swiglu(std::span<const float> gate_up, std::span<const float> down,
                                  const SwiGluShape& shape) const override {
        return kernels_.swiglu(rounded(gate_up), rounded(down), shape);
    }
    std::unique_ptr<Layer> attention(std::span<const float> qkv, std::span<const float> out,
                                     const AttentionShape& shape) const override {
        return kernels_.attention(rounded(qkv), rounded(out), shape);
    }
    std::unique_ptr<AttentionCore> attention_core(const AttentionShape& shape) const override {
        return kernels_.attention_core(shape);
    }
    void gate(const float* gate_up, int inner, int count, Axis axis, float* y) const override {
        kernels_.gate(gate_up, inner, count, axis, y);
    }
    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, float eps, float* scratch) const override {
        kernels_.add_rms_norm(h, y, L, D, axis, eps, scratch);
    }

private:
    static std::vector<float> rounded(std::span<const float> weight) {
        std::vector<float> values(weight.begin(), weight.end());
        round_to_bf16(values);
        return values;
    }

    const Kernels& kernels_;
};

}  // namespace

const Kernels& find_kernels(Backend backend, Precision precision) {
    const bool onednn =
        onednn_kernels(Precision::f32) != nullptr && (backend == Backend::automatic || backend == Backend::onednn);
    if (precision == Precision::automatic) precision = onednn && multiplies_bf16() ? Precision::bf16 : Precision::f32;
    if (precision == Precision::bf16 && !(onednn && multiplies_bf16())) {
        static std::mutex mutex;
        static std::map<const Kernels*, RoundedWeights> made;  // one for each that can stand below it
        const Kernels& kernels = find_kernels(backend, Precision::f32);
        const std::lock_guard lock(mutex);
        return made.try_emplace(&kernels, kernels).first->second;
    }
    // Without AVX-512 oneDNN packs float32 weights anew at every call, and Eigen is a fifth faster on the official networks.
    const bool faster = precision != Precision::f32 || usable_instructions() >= Instructions::avx512;
    if (onednn && (faster || backend == Backend::onednn)) return *onednn_kernels(precision);
    if (backend == Backend::onednn)
        throw Error(ErrorCode::bad_argument, "backend", "", "eigen or reference (ptrm was built without oneDNN)", "onednn");
    if (precision != Precision::f32)
        throw Error(ErrorCode::bad_argument, "precision", "", "f32, the only one without the backend onednn", "i8");
    return backend == Backend::reference ? reference_kernels() : eigen_kernels();
}

Backend parse_backend(std::string_view name) {
    return parse_name<Backend>("backend", name,
                               {{"auto", Backend::automatic},
                                {"eigen", Backend::eigen},
                                {"onednn", Backend::onednn},
                                {"reference", Backend::reference}});
}

Precision parse_precision(std::string_view name) {
    return parse_name<Precision>(
        "precision", name,
        {{"f32", Precision::f32}, {"bf16", Precision::bf16}, {"i8", Precision::i8}, {"auto", Precision::automatic}});
}

}  // namespace ptrm
