#pragma once

#include <span>
#include <vector>

#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// What the rollouts of one puzzle, seen as a cloud, say after a supervision step without knowing the right answer
/// (guided exploration, arXiv 2605.25230).
struct CloudPoint {
    float entropy = 0;    ///< of the rollouts' tokens in a cell, in bits, the mean over cells: 0 where all agree
    float alignment = 0;  ///< of Q with the cloud: the correlation over rollouts of q and the share of cells in which a rollout
                          ///< has the cloud's most frequent token; NaN where one of them does not vary
};

/// By supervision step, as long as two rollouts run. @param rollouts with their steps, see KeepOptions::steps
std::vector<CloudPoint> cloud_of(std::span<const Rollout> rollouts);

}  // namespace ptrm::tools
