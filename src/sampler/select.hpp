#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/named.hpp"
#include "ptrm/solver.hpp"

namespace ptrm {

/// What a selection knows of a rollout.
struct Candidate {
    float q = 0;              ///< q_halt; NaN loses against any number
    float residual = 0;       ///< see Rollout::residual
    bool valid = false;       ///< its answer obeys the rules
    std::size_t same_as = 0;  ///< the first candidate with the same answer
};

/// A selection of the table.
struct SelectionRow : Named<Selection> {
    bool by_rules;  // it asks for rules
    /// The candidate to trust; the lower number wins a tie. @param candidates at least one
    std::size_t (*select)(std::span<const Candidate> candidates);
};

std::span<const SelectionRow> selections();

/// The rollout to trust. @param rollouts at least one
/// @param verify for a selection by rules; if empty, no answer passes
std::size_t select_rollout(std::span<const Rollout> rollouts, Selection selection,
                           const std::function<bool(std::span<const std::int32_t> answer)>& verify);

}  // namespace ptrm
