#pragma once

#include <string_view>

namespace [[gnu::visibility("default")]] ptrm {

/// Who computes the products. All backends run the same network; `automatic` is onednn where the build has it,
/// but for float32 on a CPU without AVX-512, else eigen; `reference` is slow and plain, for comparison.
enum class Backend { automatic, eigen, onednn, reference };

/// "auto", "eigen", "onednn", "reference". @throws Error (bad_argument) for another name
Backend parse_backend(std::string_view name);

/// The arithmetic of products: float32, bfloat16, or 8-bit integers. Sums, norms and states are float32 in any case. Less than
/// f32 needs the backend onednn, bf16 a CPU with AVX-512. `automatic` is bf16 where the CPU multiplies it natively (AVX-512 BF16
/// or AMX) and the backend is onednn, else f32: answers then depend on the CPU where two are nearly as likely.
enum class Precision { f32, bf16, i8, automatic };

/// "f32", "bf16", "i8", "auto". @throws Error (bad_argument) for another name
Precision parse_precision(std::string_view name);

}  // namespace ptrm
