#pragma once

#include "ptrm/instructions.hpp"

namespace ptrm {

/// Of three things compiled from the same source, each for a set of instructions (see src/CMakeLists.txt), the one to use: one
/// binary runs everywhere. Loops have none of their own for matrix units.
template <class Thing>
const Thing& for_instructions(Instructions instructions, const Thing& baseline, const Thing& avx2, const Thing& avx512) {
    return instructions >= Instructions::avx512 ? avx512 : instructions == Instructions::avx2 ? avx2 : baseline;
}

/// Whether products of bfloat16 are faster here than those of float32.
bool multiplies_bf16();

}  // namespace ptrm
