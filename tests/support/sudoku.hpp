#pragma once

#include <string>

namespace ptrm::test {

/// A 9x9 puzzle and its answer, as lines.
inline const std::string kPuzzle = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
inline const std::string kAnswer = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";

}  // namespace ptrm::test
