#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// The rollouts of one puzzle as paths of their answer state y in the plane of its two principal components, as the PTRM paper
/// (arXiv 2605.19943) draws them.
struct Portrait {
    struct Point {
        double x, y;
    };
    struct Path {
        std::vector<Point> points;  ///< by supervision step
        bool right = false;
    };
    std::string place;
    std::string tree;  ///< of a search by guesses: a picture of its nodes, in place of the rest
    std::vector<Path> paths;
    double explained[2] = {0, 0};  ///< the share of the variance that each component holds
};

/// Of Search::tree the nodes; else all rollouts of the question, at most 32 and 512 states in all, without a stop rule.
/// @param right whether an answer is right
Portrait make_portrait(const Model& model, SolveOptions options, const Question& question, const std::string& place,
                       const std::function<bool(std::span<const std::int32_t>)>& right);

}  // namespace ptrm::tools
