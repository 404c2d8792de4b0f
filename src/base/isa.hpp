#pragma once

#include <string_view>

namespace ptrm {

/// The instruction sets that the hot loops are compiled for, each time from the same source (see src/CMakeLists.txt): one binary
/// runs everywhere and takes the widest that the CPU has. On other processors than x86-64 there is `plain` alone.
enum class Isa { plain, avx2, avx512 };

/// The widest that this CPU has.
Isa best_isa();

/// "plain", "avx2", "avx512"
std::string_view name_of(Isa isa);

/// Of three things compiled for plain, avx2 and avx512 the one for `isa`.
template <class Thing>
const Thing& for_isa(Isa isa, const Thing& plain, const Thing& avx2, const Thing& avx512) {
    return isa == Isa::avx512 ? avx512 : isa == Isa::avx2 ? avx2 : plain;
}

}  // namespace ptrm
