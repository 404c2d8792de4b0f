#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/half.hpp"
#include "base/instructions.hpp"
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

    std::unique_ptr<Linear> linear(std::span<const float> weight, const LinearShape& shape) const override {
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
    void gate(const float* gate_up, int inner, int count, Axis axis, Range rows, float* y) const override {
        kernels_.gate(gate_up, inner, count, axis, rows, y);
    }
    void add_rms_norm(float* h, const float* y, int L, int D, Axis axis, Range lines, float eps, float* scratch) const override {
        kernels_.add_rms_norm(h, y, L, D, axis, lines, eps, scratch);
    }

private:
    static std::vector<float> rounded(std::span<const float> weight) {
        std::vector<float> values(weight.begin(), weight.end());
        round_to_bf16(values);
        return values;
    }

    const Kernels& kernels_;
};

const Kernels* best_kernels(Precision precision) {
    // Without AVX-512 oneDNN packs float32 weights anew at every call, and Eigen is a fifth faster on the official networks.
    const bool faster = precision != Precision::f32 || usable_instructions() >= Instructions::avx512;
    const Kernels* onednn = faster ? onednn_kernels(precision) : nullptr;
    return onednn != nullptr || precision != Precision::f32 ? onednn : &eigen_kernels();
}

/// @param kernels may make them
template <const Kernels& (*kernels)()>
const Kernels* float32_alone(Precision precision) {
    return precision == Precision::f32 ? &kernels() : nullptr;
}

constexpr BackendRow kBackends[] = {
    {{"auto", Backend::automatic, "onednn where it was built in, but for f32 without AVX-512"}, best_kernels},
    {{"onednn", Backend::onednn}, onednn_kernels},
    {{"eigen", Backend::eigen}, float32_alone<[]() -> const Kernels& { return eigen_kernels(); }>},
    {{"reference", Backend::reference, "plain loops"}, float32_alone<reference_kernels>},
};
constexpr Named<Precision> kPrecisions[] = {
    {"f32", Precision::f32},
    {"bf16", Precision::bf16},
    {"i8", Precision::i8, "with onednn"},
    {"auto", Precision::automatic, "bf16 where the CPU multiplies it natively and else f32"},
};

}  // namespace

std::span<const BackendRow> backends() { return kBackends; }
std::span<const Named<Precision>> precisions() { return kPrecisions; }

const Kernels& find_kernels(Backend backend, Precision precision) {
    const BackendRow& row = row_of(kBackends, backend);
    const bool native = multiplies_bf16() && row.kernels(Precision::bf16) != nullptr;
    if (precision == Precision::automatic) precision = native ? Precision::bf16 : Precision::f32;
    if (precision == Precision::bf16 && !native) {
        static std::mutex mutex;
        static std::map<const Kernels*, RoundedWeights> made;  // one for each that can stand below it
        const Kernels& kernels = find_kernels(backend, Precision::f32);
        const std::lock_guard lock(mutex);
        return made.try_emplace(&kernels, kernels).first->second;
    }
    if (const Kernels* kernels = row.kernels(precision)) return *kernels;
    if (row.kernels(Precision::f32) == nullptr)
        throw Error(ErrorCode::bad_argument, "backend", "", "eigen or reference (ptrm was built without oneDNN)",
                    std::string(row.name));
    throw Error(ErrorCode::bad_argument, "precision", "", "f32, the only one without the backend onednn",
                std::string(row_of(kPrecisions, precision).name));
}

Backend parse_backend(std::string_view name) { return row_named("backend", name, kBackends).value; }

Precision parse_precision(std::string_view name) { return row_named("precision", name, kPrecisions).value; }

}  // namespace ptrm
