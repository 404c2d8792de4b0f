#include "eval/portrait.hpp"

#include <algorithm>
#include <Eigen/Dense>

#include "base/index.hpp"
#include "solver/tree_picture.hpp"

namespace ptrm::tools {
namespace {

constexpr int kMostRollouts = 32, kMostStates = 512;

}  // namespace

Portrait make_portrait(const Model& model, SolveOptions options, const Question& question, const std::string& place,
                       const std::function<bool(std::span<const std::int32_t>)>& right) {
    options.keep.rollouts = true;
    if (options.search == Search::tree)
        return {place, tree_picture(Solver(model, options).solve(question).rollouts, options.tree.dead), {}, {0, 0}};
    options.rollouts = std::min(options.rollouts, kMostRollouts);
    options.stop.rule = Stop::none;
    options.limits.budget = 0;
    options.limits.seconds = 0;
    options.restart.after = 0;
    const int every = (options.rollouts * options.depth + kMostStates - 1) / kMostStates, seen = options.depth / every;
    const Architecture& arch = model.architecture();
    // One state a row; all steps of a rollout stand together.
    Eigen::MatrixXf states(options.rollouts * seen, arch.length() * arch.hidden_size);
    Callbacks callbacks;
    callbacks.on_states = [&](std::size_t, const StateView& view) {
        if (view.step % every != 0) return;
        states.row(view.rollout * seen + view.step / every - 1) =
            Eigen::Map<const Eigen::RowVectorXf>(view.y.data(), static_cast<Eigen::Index>(view.y.size()));
    };
    const Result result = Solver(model, options).solve(question, callbacks);

    // The states are fewer than their numbers, so the components come from the states' inner products.
    states.rowwise() -= states.colwise().mean().eval();
    const Eigen::MatrixXd products = (states * states.transpose()).cast<double>();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> components(products);
    Portrait portrait{place, "", {}, {0, 0}};
    const Eigen::Index last = products.rows() - 1;
    const auto coordinate = [&](Eigen::Index state, Eigen::Index component) {
        if (component > last) return 0.0;
        return components.eigenvectors()(state, last - component) *
               std::sqrt(std::max(0.0, components.eigenvalues()(last - component)));
    };
    for (Eigen::Index component = 0; component < std::min<Eigen::Index>(2, products.rows()); ++component)
        portrait.explained[component] = components.eigenvalues()(last - component) / std::max(products.trace(), 1e-30);
    for (int k = 0; k < options.rollouts; ++k) {
        Portrait::Path path{{}, right(at(result.rollouts, k).answer)};
        for (int t = 0; t < seen; ++t) path.points.push_back({coordinate(k * seen + t, 0), coordinate(k * seen + t, 1)});
        portrait.paths.push_back(std::move(path));
    }
    return portrait;
}

}  // namespace ptrm::tools
