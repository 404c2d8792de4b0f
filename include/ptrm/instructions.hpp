#pragma once

#include <string>
#include <string_view>

namespace [[gnu::visibility("default")]] ptrm {

/// What products and loops may use of an x86-64 CPU, each with all that is before it; elsewhere there is `baseline` alone.
enum class Instructions { baseline, avx2, avx512, amx };

/// "baseline", "avx2", "avx512", "amx". @throws Error (bad_argument) for another name
Instructions parse_instructions(std::string_view name);
/// The reverse.
std::string_view name_of(Instructions instructions);

/// The widest that this CPU has and the limit allows.
Instructions usable_instructions();

/// Holds this process to less than its CPU has, for tests and comparison.
/// @throws Error (bad_argument) once a model was loaded
void limit_instructions(Instructions most);

/// The widest, and what makes products of the reduced precisions fast: "avx512, vnni, bf16".
std::string cpu_features();

}  // namespace ptrm
