#include "sampler/hints.hpp"

#include <algorithm>
#include <string>

#include "ptrm/error.hpp"

namespace ptrm {

std::vector<std::int32_t> hints_of(const PuzzleRules& puzzle, const Architecture& architecture, Tokens question) {
    if (architecture.hint_rows == 0) return {};
    if (puzzle.hint_rows() == 0) return std::vector<std::int32_t>(question.size(), -1);
    auto hints = puzzle.hints(question);
    const bool known =
        std::all_of(hints.begin(), hints.end(), [&](std::int32_t hint) { return hint >= -1 && hint < architecture.hint_rows; });
    if (hints.empty() || hints.size() % question.size() != 0 || !known)
        throw Error(ErrorCode::bad_argument, "hints", "",
                    "as many for each of " + std::to_string(question.size()) + " cells, each below " +
                        std::to_string(architecture.hint_rows),
                    std::to_string(hints.size()) + (known ? "" : ", some beyond"));
    return hints;
}

}  // namespace ptrm
