#include "base/isa.hpp"

namespace ptrm {

Isa best_isa() {
#ifdef PTRM_X86_VARIANTS
    // What -march=x86-64-v3 and -march=x86-64-v4 let the compiler use, beyond what every CPU with the named sets has.
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
    return v4 ? Isa::avx512 : v3 ? Isa::avx2 : Isa::plain;
#else
    return Isa::plain;
#endif
}

std::string_view name_of(Isa isa) { return isa == Isa::avx512 ? "avx512" : isa == Isa::avx2 ? "avx2" : "plain"; }

}  // namespace ptrm
