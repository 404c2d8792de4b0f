#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

namespace ptrm::tools {

/// Rollouts as paths of a state in the plane of its two principal components, as the PTRM paper (arXiv 2605.19943) draws them.
struct Portrait {
    struct Point {
        double x, y;
    };
    struct Path {
        std::vector<Point> points;  ///< by supervision step
        bool right = false;         ///< how the rollout ended
    };
    std::vector<Path> paths;
    double explained[2] = {0, 0};  ///< the share of the variance that each component holds
};

/// @param states [rollouts * steps, elements of a state]: a state a row, all steps of a rollout together
/// @param right  of each rollout
Portrait make_portrait(Eigen::MatrixXf states, const std::vector<bool>& right);

}  // namespace ptrm::tools
