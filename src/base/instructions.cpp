#include "base/instructions.hpp"

#include <algorithm>
#include <atomic>
#ifdef PTRM_X86_VARIANTS
#include <cpuid.h>
#endif
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "base/named.hpp"

namespace ptrm {
namespace {

constexpr Named<Instructions> kNames[] = {{"baseline", Instructions::baseline},
                                          {"avx2", Instructions::avx2},
                                          {"avx512", Instructions::avx512},
                                          {"amx", Instructions::amx}};

std::atomic<Instructions> g_limit{Instructions::amx};

#ifdef PTRM_X86_VARIANTS
/// What compilers have no name for yet: bits of CPUID leaf 7. The operating system's part in it shows in AVX-512, which comes
/// with it.
bool amx_tiles() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    constexpr unsigned kTile = 1u << 24, kBf16 = 1u << 22, kInt8 = 1u << 25;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d & kTile) == 0 || (d & kBf16) == 0 || (d & kInt8) == 0) return false;
#ifdef __linux__
    constexpr long kAskFor = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM: a process has to, once
    return syscall(SYS_arch_prctl, kAskFor, kTileData) == 0;
#else
    return true;
#endif
}
#endif

Instructions find_instructions() {
#ifdef PTRM_X86_VARIANTS
    // What -march=x86-64-v3 and -march=x86-64-v4 let the compiler use, beyond what every CPU with the named sets has.
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
    if (v4) return amx_tiles() ? Instructions::amx : Instructions::avx512;
    return v3 ? Instructions::avx2 : Instructions::baseline;
#else
    return Instructions::baseline;
#endif
}

/// Asked once: a virtual machine takes its time to answer.
Instructions of_cpu() {
    static const Instructions found = find_instructions();
    return found;
}

}  // namespace

Instructions parse_instructions(std::string_view name) { return row_named("instructions", name, kNames).value; }

std::string_view name_of(Instructions instructions) { return row_of(kNames, instructions).name; }

Instructions usable_instructions() { return std::min(of_cpu(), g_limit.load()); }

void limit_instructions(Instructions most) { g_limit = most; }

bool multiplies_bf16() {
#ifdef PTRM_X86_VARIANTS
    return usable_instructions() >= Instructions::avx512 && __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

std::string cpu_features() {
    std::string found(name_of(usable_instructions()));
#ifdef PTRM_X86_VARIANTS
    if (usable_instructions() >= Instructions::avx512) {
        if (__builtin_cpu_supports("avx512vnni")) found += ", vnni";
        if (__builtin_cpu_supports("avx512bf16")) found += ", bf16";
    }
#endif
    return found;
}

}  // namespace ptrm
