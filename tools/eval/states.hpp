#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eval/portrait.hpp"
#include "eval/record.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// What the states of some rollouts look like from inside the network.
struct States {
    /// A picture of the paths of a state.
    struct Picture {
        std::string name;   ///< "portrait", "portrait-z", "portrait-set", "portrait-set-z"
        std::string whose;  ///< "Rollouts of one puzzle (FILE:LINE)"
        std::string state;  ///< "answer state y", "latent state z"
        Portrait portrait;
    };
    std::vector<Picture> pictures;
    std::string tree;        ///< of a search by guesses: a picture of its nodes, in place of the rest
    std::string tree_place;  ///< of its puzzle

    // Of a set of puzzles, by supervision step, of every rollout.
    std::size_t puzzles = 0;
    std::vector<std::vector<double>> y_cells, z_cells;  ///< % of the open cells that the answer head reads rightly from y, from z
                                                        ///< (TRM, arXiv 2510.04871, figure 6); none where no answer is known
    std::vector<std::vector<double>> growth;  ///< local stability: how many times as large a small change of z (of y in networks
                                              ///< without z) is after a quiet step, in y and z together; below 1 it dies out
};

/// What states are looked at with.
struct StatesView {
    const Model& model;
    const Model& exact;                    ///< the same in float32, beside whose rounding a small change is large
    SolveOptions options;                  ///< stop rule, limits and restarts are passed over
    std::shared_ptr<const Puzzle> puzzle;  ///< see Solver
    std::function<bool(const EvalItem&, std::span<const std::int32_t>)> right;
};

/// Looks at one puzzle: the nodes of Search::tree, else y and z of at most 32 rollouts and 512 states.
void look_at_puzzle(const StatesView& view, const EvalItem& item, States& states);

/// Looks at a set of puzzles, at most four rollouts of each. Not of symmetric copies, nor of Search::tree.
void look_at_set(const StatesView& view, const std::vector<EvalItem>& items, States& states);

/// Of a set, the medians of the numbers by supervision step.
nlohmann::ordered_json to_json(const States& states);

}  // namespace ptrm::tools
