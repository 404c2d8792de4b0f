#include "base/instructions.hpp"
#include "base/named.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

#ifndef PTRM_ONEDNN
const Kernels* onednn_kernels(Precision) { return nullptr; }
#endif

const Kernels& find_kernels(Backend backend, Precision precision) {
    const bool onednn =
        onednn_kernels(Precision::f32) != nullptr && (backend == Backend::automatic || backend == Backend::onednn);
    if (precision == Precision::automatic) precision = onednn && multiplies_bf16() ? Precision::bf16 : Precision::f32;
    // Without AVX-512 oneDNN packs float32 weights anew at every call, and Eigen is a fifth faster on the official networks.
    const bool faster = precision != Precision::f32 || usable_instructions() >= Instructions::avx512;
    if (onednn && (faster || backend == Backend::onednn)) return *onednn_kernels(precision);
    if (backend == Backend::onednn)
        throw Error(ErrorCode::bad_argument, "backend", "", "eigen or reference (ptrm was built without oneDNN)", "onednn");
    if (precision != Precision::f32)
        throw Error(ErrorCode::bad_argument, "precision", "", "f32, the only one without the backend onednn", "another");
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
