#include "eval/states.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/index.hpp"
#include "checkpoint/model_impl.hpp"
#include "eval/statistics.hpp"
#include "sampler/hints.hpp"
#include "solver/tree_picture.hpp"

namespace ptrm::tools {
namespace {

constexpr int kMostRollouts = 32, kRolloutsOfSet = 4;
constexpr Eigen::Index kMostStates = 512;

/// y and z of some rollouts, a state a row, all steps of a rollout together.
struct Traces {
    Eigen::MatrixXf y, z;
    std::vector<bool> right;
};

/// Every `every`-th step of the rollouts of a puzzle.
Traces run(const StatesView& view, const EvalItem& item, int most, int every) {
    SolveOptions options = view.options;
    options.rollouts = std::min(options.rollouts, most);
    options.stop.rule = Stop::none;
    options.limits = {};
    options.restart = {};
    options.keep.rollouts = true;
    const int seen = options.depth / every;
    const Architecture& arch = view.model.architecture();
    const Eigen::Index state = arch.length() * arch.hidden_size;
    Traces traces{{options.rollouts * seen, state}, {options.rollouts * seen, arch.latents * state}, {}};
    Callbacks callbacks;
    callbacks.on_states = [&](std::size_t, const StateView& now) {
        if (now.step % every != 0) return;
        const Eigen::Index row = now.rollout * seen + now.step / every - 1;
        traces.y.row(row) = Eigen::Map<const Eigen::RowVectorXf>(now.y.data(), std::ssize(now.y));
        traces.z.row(row) = Eigen::Map<const Eigen::RowVectorXf>(now.z.data(), std::ssize(now.z));
    };
    for (const Rollout& rollout : Solver(view.model, options, view.puzzle).solve(item.question, callbacks).rollouts)
        traces.right.push_back(view.right(item, rollout.answer));
    return traces;
}

void add_portraits(const std::string& name, const std::string& whose, Traces&& traces, States& states) {
    states.pictures.push_back({name, whose, "answer state y", make_portrait(std::move(traces.y), traces.right)});
    if (traces.z.cols() > 0)
        states.pictures.push_back({name + "-z", whose, "latent state z", make_portrait(std::move(traces.z), traces.right)});
}

/// Asks the network about states of a puzzle, one at a time.
class Probe {
public:
    Probe(const StatesView& view, const EvalItem& item)
        : network_(ModelAccess::network(view.exact)), item_(item), workspace_(network_.workspace()) {
        const Architecture& arch = network_.architecture();
        network_.embed(workspace_, item.question.tokens,
                       view.puzzle ? hints_of(*view.puzzle, arch, item.question.tokens) : std::vector<std::int32_t>{},
                       item.question.puzzle_id);
        for (std::size_t cell = 0; cell < item.answer.size(); ++cell)
            if (item.answer[cell] != kAnyToken && item.answer[cell] != item.question.tokens[cell]) open_.push_back(cell);
    }

    /// % of the open cells whose token the answer head reads from a state; nothing where the answer is not known.
    std::optional<double> right_cells(const auto& state) {
        if (open_.empty()) return std::nullopt;
        network_.read_logits(workspace_, state.data(), workspace_.logits.data());
        const auto V = network_.architecture().vocab_size;
        const auto right = std::count_if(open_.begin(), open_.end(), [&](std::size_t cell) {
            const float* of = workspace_.logits.data() + static_cast<Index>(cell) * V;
            return std::max_element(of, of + V) - of == item_.answer[cell];
        });
        return 100.0 * static_cast<double>(right) / static_cast<double>(open_.size());
    }

    /// See States::growth. @param number of the change, so that each state gets one of its own
    double growth(const Eigen::RowVectorXf& y, const Eigen::RowVectorXf& z, std::uint32_t number) {
        const bool of_z = z.size() > 0;
        Eigen::RowVectorXf change = Eigen::RowVectorXf::Zero(of_z ? z.size() : y.size());
        const float size = (of_z ? z : y).norm() / std::sqrt(static_cast<float>(change.size()));
        add_normals({1, number}, NoiseStream::latent, 0, kSmall * size, std::span(change.data(), to_size(change.size())));
        const Eigen::RowVectorXf quiet = step(y, z), changed = of_z ? step(y, z + change) : step(y + change, z);
        return (changed - quiet).norm() / change.norm();
    }

private:
    static constexpr float kSmall = 0.01f;  // of a state's size: large beside rounding, small enough to be nearly linear

    /// y and z, one behind the other, after a step without noise.
    Eigen::RowVectorXf step(const Eigen::RowVectorXf& y, const Eigen::RowVectorXf& z) {
        std::copy(y.begin(), y.end(), workspace_.z_H.begin());
        std::copy(z.begin(), z.end(), workspace_.z_L.begin());
        network_.step(workspace_);
        Eigen::RowVectorXf after(y.size() + z.size());
        std::copy(workspace_.z_H.begin(), workspace_.z_H.end(), after.begin());
        std::copy(workspace_.z_L.begin(), workspace_.z_L.end(), after.begin() + y.size());
        return after;
    }

    const Network& network_;
    const EvalItem& item_;
    Workspace workspace_;
    std::vector<std::size_t> open_;
};

}  // namespace

void look_at_puzzle(const StatesView& view, const EvalItem& item, States& states) {
    if (view.options.search == Search::tree) {
        SolveOptions options = view.options;
        options.keep.rollouts = true;
        const Result result = Solver(view.model, options, view.puzzle).solve(item.question);
        states.tree = tree_picture(result.rollouts, options.tree.dead);
        states.tree_place = item.place;
        return;
    }
    const int rollouts = std::min(view.options.rollouts, kMostRollouts);
    const auto every = static_cast<int>((rollouts * view.options.depth + kMostStates - 1) / kMostStates);
    add_portraits("portrait", "Rollouts of one puzzle (" + item.place + ")", run(view, item, kMostRollouts, every), states);
}

void look_at_set(const StatesView& view, const std::vector<EvalItem>& items, States& states) {
    const int depth = view.options.depth;
    const Eigen::Index all = std::min(view.options.rollouts, kRolloutsOfSet) * count_of(items) * Eigen::Index{depth};
    // The picture has room for some of the steps only, the last among them.
    const auto every = std::min<Eigen::Index>(depth, (all + kMostStates - 1) / kMostStates), seen = depth / every;
    Traces drawn;
    for (auto* values : {&states.y_cells, &states.z_cells, &states.growth}) values->resize(to_size(depth));
    for (const EvalItem& item : items) {
        const Traces traces = run(view, item, kRolloutsOfSet, 1);
        Probe probe(view, item);
        const auto rows = traces.y.rows(), first = drawn.y.rows();
        for (Eigen::Index row = 0; row < rows; ++row) {
            const auto step = to_size(row % depth);
            const Eigen::RowVectorXf y = traces.y.row(row), z = traces.z.row(row);
            if (const auto cells = probe.right_cells(y)) states.y_cells[step].push_back(*cells);
            if (z.size() == y.size())  // of several latents none alone is the answer's
                if (const auto cells = probe.right_cells(z)) states.z_cells[step].push_back(*cells);
            states.growth[step].push_back(probe.growth(y, z, static_cast<std::uint32_t>(row)));
        }
        const Eigen::Index rollouts = rows / depth;
        drawn.y.conservativeResize(first + rollouts * seen, traces.y.cols());
        drawn.z.conservativeResize(first + rollouts * seen, traces.z.cols());
        for (Eigen::Index i = 0; i < rollouts * seen; ++i) {
            const Eigen::Index row = i / seen * depth + (i % seen + 1) * every - 1 + depth % every;
            drawn.y.row(first + i) = traces.y.row(row);
            drawn.z.row(first + i) = traces.z.row(row);
        }
        drawn.right.insert(drawn.right.end(), traces.right.begin(), traces.right.end());
    }
    states.puzzles = items.size();
    add_portraits("portrait-set", "Rollouts of " + std::to_string(items.size()) + " puzzles", std::move(drawn), states);
}

nlohmann::ordered_json to_json(const States& states) {
    nlohmann::ordered_json out{{"puzzles", states.puzzles}};
    for (const auto& [name, steps] :
         {std::pair("y_cells", &states.y_cells), std::pair("z_cells", &states.z_cells), std::pair("growth", &states.growth)}) {
        out[name] = nlohmann::ordered_json::array();
        for (const std::vector<double>& values : *steps)
            if (!values.empty()) out[name].push_back(quantile(values, 0.5));
    }
    return out;
}

}  // namespace ptrm::tools
