#pragma once

#include <memory>

#include "ptrm/puzzle.hpp"
#include "sampler/puzzle_search.hpp"

namespace ptrm {

/// Depth first through a tree of guesses (models/tree-search.md). A node is the question with some cells taken for given, run
/// for a few supervision steps from where its parent came to. A tree works on one symmetric copy of the question. An answer that
/// Q claims, or that passes the caller's check, ends the search; where the second row of the Q head holds the question dead, the
/// node is left; else it branches on the cell whose second-likeliest token is likeliest, the likeliest child first. When nothing
/// is left the search begins anew at the root, with another copy. Each puzzle goes its own way, whatever the threads do.
class TreeSearch final : public PuzzleSearch {
public:
    TreeSearch(const SolveOptions& options, const Architecture& architecture, const Question& question,
               const PuzzleRules& puzzle);

    Wave next_wave() override;
    Result finish(const std::function<bool(std::span<const std::int32_t>)>& verify) override;

private:
    /// A node to visit.
    struct Open {
        std::vector<Guess> guesses;
        std::uint32_t copy;
        int views;                                 // second views that must agree with its answer
        std::shared_ptr<const LatentStates> from;  // the parent's
    };

    void begin_node();
    /// What became of the node that has run: solved, dead, or open, and then its children are put on the stack.
    void judge();
    void branch();

    const Question& question_;
    const PuzzleRules& puzzle_;
    int net_evaluations_per_step_;
    std::uint64_t key_;
    std::vector<Open> stack_;      // the next one last
    std::shared_ptr<Job> node_;    // the one that runs
    std::uint32_t nodes_ = 0;      // begun so far
    std::uint32_t root_ = 0;       // the last of them that was a root
    std::uint32_t patience_ = 16;  // nodes of a tree before it is left for a new one
    int refutations_ = 0;          // of answers, by second views
    std::size_t deepest_ = 0;
    std::int64_t steps_ = 0;  // supervision steps of all nodes
    std::int64_t nanoseconds_ = 0;
    Rollout best_;  // of the nodes that are done, the largest Q
    int best_node_ = 0;
    std::vector<Rollout> kept_;  // with SolveOptions::keep_rollouts
};

}  // namespace ptrm
