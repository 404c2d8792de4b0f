#include "sampler/searches.hpp"

namespace ptrm {

std::span<const SearchRow> searches() {
    static const SearchRow rows[] = {kWaves, kTree};
    return rows;
}

const SearchRow& search_of(const SolveOptions& options) { return row_of(searches(), options.search); }

bool has_choices(const PuzzleRules& rules) {
    for (std::int32_t token = 0; token < rules.vocab_size(); ++token)
        if (rules.choices(token).size() > 1) return true;
    return false;
}

}  // namespace ptrm
