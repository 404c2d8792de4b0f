#include "eval/portrait.hpp"

#include <algorithm>
#include <cmath>

namespace ptrm::tools {

Portrait make_portrait(Eigen::MatrixXf states, const std::vector<bool>& right) {
    // The states are fewer than their numbers, so the components come from the states' inner products.
    states.rowwise() -= states.colwise().mean().eval();
    const Eigen::MatrixXd products = (states * states.transpose()).cast<double>();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> components(products);
    Portrait portrait;
    const Eigen::Index last = products.rows() - 1;
    const auto coordinate = [&](Eigen::Index state, Eigen::Index component) {
        if (component > last) return 0.0;
        return components.eigenvectors()(state, last - component) *
               std::sqrt(std::max(0.0, components.eigenvalues()(last - component)));
    };
    for (Eigen::Index component = 0; component < std::min<Eigen::Index>(2, products.rows()); ++component)
        portrait.explained[component] = components.eigenvalues()(last - component) / std::max(products.trace(), 1e-30);
    const auto steps = products.rows() / static_cast<Eigen::Index>(right.size());
    Eigen::Index state = 0;
    for (const bool ended_right : right) {
        Portrait::Path path{{}, ended_right};
        for (Eigen::Index t = 0; t < steps; ++t, ++state) path.points.push_back({coordinate(state, 0), coordinate(state, 1)});
        portrait.paths.push_back(std::move(path));
    }
    return portrait;
}

}  // namespace ptrm::tools
