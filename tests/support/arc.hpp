#pragma once

#include <filesystem>

#include "ptrm/model.hpp"

namespace ptrm::test {

/// Folder of the recordings of the official ARC scripts.
inline const std::filesystem::path kArc = PTRM_ARC;

/// What networks of sheets of 30x30 are, for 64 puzzle identifiers.
inline Architecture sheets() {
    Architecture arch;
    arch.seq_len = 900;
    arch.vocab_size = 12;
    arch.num_puzzle_identifiers = 64;
    return arch;
}

}  // namespace ptrm::test
