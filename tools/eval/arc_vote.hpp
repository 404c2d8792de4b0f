#pragma once

#include <filesystem>
#include <vector>

#include "eval/arc_tally.hpp"

namespace ptrm::tools {

/// Votes over what another program predicted for the examples of a data folder: by the official rule, and weighted by Q.
/// @param predictions .npy of tokens [N, 900], or of several rounds [R, N, 900], all of whose votes count
/// @param q           .npy of logits [N] or [R, N]
/// @param augmentations see DataOptions
/// @throws Error (io, bad_file) for what is malformed or does not fit the data
std::vector<ArcOutcome> vote_over(const std::filesystem::path& data, const std::filesystem::path& predictions,
                                  const std::filesystem::path& q, int augmentations);

}  // namespace ptrm::tools
