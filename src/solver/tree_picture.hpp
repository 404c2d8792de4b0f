#pragma once

#include <string>
#include <vector>

#include "ptrm/solver.hpp"

namespace ptrm {

/// The tree of a search as one `<svg>` element: nodes from left to right as they were visited, from top to bottom by depth, each
/// joined to the one it came from. Whoever shows it styles its classes by kTreePictureStyle.
/// @param dead the logit below which a node was left
std::string tree_picture(const std::vector<Rollout>& nodes, double dead);
extern const char* const kTreePictureStyle;

}  // namespace ptrm
