#pragma once

#include <memory>
#include <span>

#include "base/named.hpp"
#include "ptrm/puzzle.hpp"
#include "sampler/puzzle_search.hpp"

namespace ptrm {

/// A way to search of the table.
struct SearchRow : Named<Search> {
    bool on_copies;  // rollouts work on symmetric copies of the question, whatever the options say
    /// @throws Error (bad_argument) for options, a model or a puzzle that it cannot run with
    void (*check)(const SolveOptions& options, const Architecture& architecture, const PuzzleRules& rules);
    std::unique_ptr<PuzzleSearch> (*make)(const SolveOptions& options, const Architecture& architecture, const Question& question,
                                          const PuzzleRules& rules);
};

extern const SearchRow kWaves, kTree;  // wave_search.cpp, tree_search.cpp

/// All of them.
std::span<const SearchRow> searches();
/// The one that runs.
const SearchRow& search_of(const SolveOptions& options);

/// Whether some token leaves a cell open.
bool has_choices(const PuzzleRules& rules);

}  // namespace ptrm
