#pragma once

#include <functional>
#include <span>

#include "ptrm/solver.hpp"

namespace ptrm {

/// The rollout whose answer a puzzle gets; ties go to the lower number.
/// @param rollouts at least one
/// @param verify   for Selection::verified; where it is empty no answer passes
std::size_t select_rollout(std::span<const Rollout> rollouts, Selection selection,
                           const std::function<bool(std::span<const std::int32_t> answer)>& verify);

}  // namespace ptrm
