#pragma once

#include <string>
#include <string_view>

namespace ptrm {

/// Sets of x86-64 instructions that products and loops may use, each including those before it; elsewhere only `baseline`.
enum class Instructions { baseline, avx2, avx512, amx };

/// "baseline", "avx2", "avx512", "amx". @throws Error (bad_argument) for another name
Instructions parse_instructions(std::string_view name);
/// The reverse.
std::string_view name_of(Instructions instructions);

/// The widest set that this CPU has and limit_instructions() allows.
Instructions usable_instructions();
/// Limits this process to less than its CPU has, for tests and comparison. Models that are already loaded keep what they have.
void limit_instructions(Instructions most);
/// The usable set, and what makes products of reduced precision fast: "avx512, vnni, bf16".
std::string cpu_features();
/// Whether the CPU multiplies bfloat16 itself, so that it is faster than float32.
bool multiplies_bf16();

/// One of three things compiled from the same source, each for a set of instructions (see src/CMakeLists.txt). Loops have no
/// version for matrix units.
template <class Thing>
const Thing& for_instructions(Instructions instructions, const Thing& baseline, const Thing& avx2, const Thing& avx512) {
    return instructions >= Instructions::avx512 ? avx512 : instructions == Instructions::avx2 ? avx2 : baseline;
}

}  // namespace ptrm
