#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ptrm/model.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm {

/// The state that noise is added to before every supervision step: the latent z (z_L), as in the PTRM paper (arXiv 2605.19943),
/// or the answer y (z_H).
enum class NoiseTarget { z, y };

/// Which rollout's answer a puzzle gets. Ties go to the lower rollout.
enum class Selection {
    best_q,    ///< the largest q_halt; of a model without a Q head (RSM), as settled
    mode,      ///< the most frequent whole answer
    settled,   ///< the smallest change of the logits over the last 3 steps (EqR, arXiv 2605.21488)
    verified,  ///< the largest q_halt among the answers that pass the caller's rule check, else among all
};

/// When a rollout need not go deeper, nor a puzzle wider. Except with `none`, the rollouts of a puzzle run in waves: first one
/// without noise, then 1, 2, 4, ... with it, up to K; a wave in which the rule fired ends the puzzle with the answer that met the
/// rule at the earliest step, the lowest rollout on a tie. Where it never fires, the selection chooses among all K.
enum class Stop {
    none,       ///< always K rollouts of D steps, as the PTRM paper
    q,          ///< q_halt is above SolveOptions::stop_q, and the answer has stayed for stop_unchanged steps
    settled,    ///< EqR's measure is below SolveOptions::stop_change, and the answer has stayed for stop_unchanged steps
    verified,   ///< the answer passes the caller's rule check
    automatic,  ///< verified where there is a rule check, else q, or settled for a model without a Q head
};

/// How the answer of a puzzle is searched for.
enum class Search {
    waves,  ///< rollouts of the question, as many as the stop rule asks for
    tree,   ///< rollouts of the question with guesses filled in, depth first; for a model whose Q head tells dead ends
            ///< (Architecture::q_alive), and puzzles whose open cells are known (Puzzle::choices)
};

/// "waves", "tree". @throws Error (bad_argument)
Search parse_search(std::string_view name);
/// "none", "q", "settled", "verified", "auto". @throws Error (bad_argument)
Stop parse_stop(std::string_view name);
/// "z", "y". @throws Error (bad_argument)
NoiseTarget parse_noise_target(std::string_view name);
/// "best-q", "mode", "settled", "verified". @throws Error (bad_argument)
Selection parse_selection(std::string_view name);

struct SolveOptions {
    int rollouts = 1;    ///< K
    int depth = 16;      ///< D, supervision steps of a rollout
    double sigma = 0.0;  ///< standard deviation of the noise; K = 1 and sigma = 0 is plain TRM
    NoiseTarget noise_target = NoiseTarget::z;
    std::uint64_t seed = 1;
    Selection selection = Selection::best_q;
    Stop stop = Stop::none;
    double stop_q = 0.0;       ///< of Stop::q, a logit
    double stop_change = 3.0;  ///< of Stop::settled, the mean of the last 3 changes of the logits: below 3 where a shipped model
                               ///< has come to rest, noise and 8-bit products included, mostly above 5 elsewhere
    int stop_unchanged = 1;    ///< of Stop::q and Stop::settled
    std::int64_t budget = 0;   ///< no wave of a puzzle begins once it has cost so many net evaluations; 0 for no limit
    double time_limit = 0;     ///< a puzzle ends so many seconds after it was begun; 0 for no limit. The one option with which
                               ///< two runs may differ: Result::out_of_time says where it had a say

    int restart_after = 0;   ///< a rollout whose q_halt was below restart_q for so many steps starts anew; 0 for never
    double restart_q = 0.0;  ///< a logit
    int resample_every = 0;  ///< run all K side by side, and so often, in steps, draw them again by their Q where that is uneven:
                             ///< guided exploration (arXiv 2605.25230); 0 for never
    double resample_below = 0.5;  ///< uneven: the effective sample size is below this share of K
    bool random_starts = false;   ///< also for a model that was not trained for them (EqR): every element of both states normal,
                                  ///< cut at two sigmas, of deviation 1

    bool symmetries = false;  ///< every rollout but the first works on a symmetric copy of the question, see Puzzle::copy()

    Search search = Search::waves;
    int tree_steps =
        3;  ///< of Search::tree: supervision steps of a node but the first, which has `depth`; `rollouts` bounds the nodes
    double tree_dead = 0.0;  ///< of Search::tree: a node is left where Rollout::alive is below this logit

    int threads = 0;             ///< 0 takes one per core; the answers do not depend on it
    bool keep_rollouts = false;  ///< fill Result::rollouts
    bool keep_steps = false;     ///< fill Rollout::steps; implies keep_rollouts
};

/// How much work a puzzle may cost: settings by name, which every shipped model brings along as they measured best for it.
enum class Effort { low, medium, high, max };

/// "low", "medium", "high", "max". @throws Error (bad_argument)
Effort parse_effort(std::string_view name);

/// What the model's file says under the metadata key `ptrm_effort`, a JSON object of such settings by level; where it says
/// nothing, K, D = 1, 16; 16, 16; 64, 32; 100, 64 with sigma 1, all with Stop::automatic.
/// @throws Error (bad_file) for settings that make no sense
SolveOptions effort_options(const Model& model, Effort effort);

/// A question: one token per cell, below vocab_size, and the puzzle's identifier where the model has more than one.
struct Question {
    std::vector<std::int32_t> tokens;
    std::int32_t puzzle_id = 0;
};

/// A cell of the question that a node of a tree takes for given.
struct Guess {
    int cell = 0;
    std::int32_t token = 0;
};

/// A rollout after one supervision step.
struct StepRecord {
    float q = 0;       ///< q_halt, a logit: above 0 the model holds its answer to be right
    float change = 0;  ///< mean over cells of the Euclidean norm of the change of the logits since the step before; 0 at first
    std::vector<std::int32_t> answer;
};

struct Rollout {
    std::vector<std::int32_t> answer;  ///< the likeliest token of every cell
    float q = 0;                       ///< q_halt
    float unrest = 0;                  ///< mean of the last 3 changes, what Selection::settled goes by
    int step = 0;                      ///< the supervision step that the answer is of, from 1
    int cost = 0;                      ///< supervision steps run, those of attempts given up for a restart included
    bool stopped = false;              ///< by the stop rule
    float alive = 0;                   ///< q_continue, the second row of the Q head; see Architecture::q_alive
    std::vector<Guess> guesses;        ///< of Search::tree: what it took for given
    std::vector<StepRecord> steps;     ///< with keep_steps
};

struct Result {
    std::vector<std::int32_t> answer;
    float q = 0;
    int rollout = 0;                   ///< the rollout that the answer comes from, from 0
    int step = 0;                      ///< the supervision step that it comes from, from 1
    std::int64_t net_evaluations = 0;  ///< passes of the net for one rollout, summed over all
    double seconds = 0;                ///< time spent on its rollouts, summed over threads
    bool stopped = false;              ///< the answer met the stop rule
    bool out_of_time = false;          ///< the time limit ended the search
    std::vector<Guess> guesses;        ///< of Search::tree: the way to the answer
    int nodes = 0, deepest = 0;        ///< of Search::tree: how many, and how deep the deepest
    std::vector<Rollout> rollouts;  ///< all that ran, with keep_rollouts
};

struct Progress {
    std::size_t puzzles_done = 0, puzzles_total = 0;
    std::size_t rollouts_done = 0, rollouts_total = 0;  ///< done are also those that a stop rule made needless
    std::int64_t net_evaluations = 0;
};

/// The states of a rollout after a supervision step, [L, D] each, row-major; they are gone when the callback returns.
struct StateView {
    int rollout = 0, step = 0;  ///< rollouts from 0, steps from 1
    std::span<const float> y;   ///< the answer state, z_H
    std::span<const float> z;   ///< the latent state, z_L
};

/// All may be empty. They are called from the solver's threads: `on_result` and `on_progress` one at a time, `verify`,
/// `on_states` and `cancelled` from several threads at once. An exception thrown by one ends the call to solve() and
/// comes out of it.
struct Callbacks {
    /// Whether an answer to question `puzzle` obeys the rules, in place of Puzzle::solves(); for Selection::verified and
    /// Stop::verified.
    std::function<bool(std::size_t puzzle, std::span<const std::int32_t> answer)> verify;
    /// A puzzle's result, in the order of the questions, as soon as it and all before it are ready.
    std::function<void(std::size_t puzzle, Result&& result)> on_result;
    std::function<void(const Progress&)> on_progress;
    std::function<void(std::size_t puzzle, const StateView&)> on_states;
    /// Asked before every supervision step; true ends the call. Results that are not ready by then are not delivered.
    std::function<bool()> cancelled;
};

/// Runs K rollouts of every question and selects an answer (PTRM). Calls from several threads come one after the other; one from
/// within its own callbacks is refused. The noise is a function of seed, the question's content,
/// rollout, step and element alone, so an answer depends on nothing else: not on threads, nor on the other questions.
class Solver {
public:
    /// @param puzzle rules, copies and open cells, for SolveOptions that need them; without it those of the model's task, where
    /// that
    ///               names a kind. The Q head knows nothing of it.
    /// @throws Error (bad_argument) for options out of range, or that ask for what there is not
    Solver(Model model, SolveOptions options, std::shared_ptr<const Puzzle> puzzle = nullptr);
    ~Solver();
    Solver(Solver&&) noexcept;
    Solver& operator=(Solver&&) noexcept;

    const Model& model() const;
    const SolveOptions& options() const;
    /// Null where nobody knows it.
    const Puzzle* puzzle() const;

    /// @throws Error (bad_argument) for a question that does not fit the model, and whatever a callback throws
    Result solve(const Question& question, const Callbacks& callbacks = {});
    /// All results in order; empty where the call was cancelled before they were ready, or where `on_result` took them.
    std::vector<Result> solve(std::span<const Question> questions, const Callbacks& callbacks = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ptrm
