#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ptrm/model.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/solve_options.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// A question: one token per cell, below vocab_size, and the puzzle's identifier where the model has more than one.
struct Question {
    std::vector<std::int32_t> tokens;  ///< seq_len of them
    std::int32_t puzzle_id = 0;        ///< below num_puzzle_identifiers
};

/// A cell of the question that a node of a tree takes for given.
struct Guess {
    int cell = 0;            ///< row-major from 0
    std::int32_t token = 0;  ///< what the question shows there from now on
};

/// A rollout after one supervision step.
struct StepRecord {
    float q = 0;       ///< q_halt, a logit: above 0 the model holds its answer to be right
    float change = 0;  ///< mean over cells of the Euclidean norm of the change of the logits since the step before; 0 at first
    std::vector<std::int32_t> answer;  ///< the likeliest token of every cell
};

/// One run of the recursion, or a node of a tree.
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

/// What is known of a rollout when one of several is to be trusted.
struct Candidate {
    float q = 0;              ///< q_halt; what is no number loses against any
    float unrest = 0;         ///< see Rollout::unrest
    bool valid = false;       ///< whether its answer obeys the rules
    std::size_t same_as = 0;  ///< the first candidate with the same answer
};

/// The candidate to trust; ties go to the lower number. @param candidates at least one
std::size_t select(std::span<const Candidate> candidates, Selection selection);

/// The rollout to trust, by the same rules. @param rollouts at least one
/// @param verify for Selection::verified; where it is empty no answer passes
std::size_t select_rollout(std::span<const Rollout> rollouts, Selection selection,
                           const std::function<bool(std::span<const std::int32_t> answer)>& verify);

/// How the search for an answer ended.
enum class Ending {
    met,          ///< the answer met the stop rule
    exhausted,    ///< all rollouts or the budget were spent without that; the selection chose. With Stop::none always
    out_of_time,  ///< the time limit came first; the selection chose among what there was
    cancelled,    ///< Callbacks::cancelled came first: there is no answer
};

/// "met", "exhausted", "out-of-time", "cancelled"
std::string_view name_of(Ending ending);

/// What a search found.
struct Result {
    std::vector<std::int32_t> answer;   ///< empty where the call was cancelled before
    float q = 0;                        ///< q_halt of the rollout that it comes from
    int rollout = 0;                    ///< the rollout that the answer comes from, from 0
    int step = 0;                       ///< the supervision step that it comes from, from 1
    std::int64_t net_evaluations = 0;   ///< passes of the net for one rollout, summed over all
    double seconds = 0;                 ///< time spent on its rollouts, summed over threads
    Ending ending = Ending::cancelled;  ///< how the search ended
    std::vector<Guess> guesses;         ///< of Search::tree: the way to the answer
    int nodes = 0;                      ///< of Search::tree: how many there were
    int deepest = 0;                    ///< and how deep the deepest
    std::vector<Rollout> rollouts;      ///< all that ran, with keep_rollouts
};

/// How far a call is.
struct Progress {
    std::size_t puzzles_done = 0;      ///< of this call
    std::size_t puzzles_total = 0;     ///< its questions
    std::size_t rollouts_done = 0;     ///< also those that a stop rule made needless
    std::size_t rollouts_total = 0;    ///< K for each puzzle
    std::int64_t net_evaluations = 0;  ///< passes of the net for one rollout, summed over all
};

/// The states of a rollout after a supervision step, [L, D] each, row-major; they are gone when the callback returns.
struct StateView {
    int rollout = 0;           ///< from 0
    int step = 0;              ///< from 1
    std::span<const float> y;  ///< the answer state, z_H
    std::span<const float> z;  ///< the latent state, z_L
};

/// All may be empty. They are called from the solver's threads: `on_result` and `on_progress` one at a time, `verify`,
/// `on_states` and `cancelled` from several threads at once. An exception thrown by one ends the call to solve() and
/// comes out of it.
struct Callbacks {
    /// Whether an answer to question `puzzle` obeys the rules, in place of Puzzle::solves(); for Selection::verified and
    /// Stop::verified. Also asked of rollouts that an idle thread runs ahead of their turn, and that the result may not count.
    std::function<bool(std::size_t puzzle, std::span<const std::int32_t> answer)> verify;
    /// A puzzle's result, in the order of the questions, as soon as it and all before it are ready.
    std::function<void(std::size_t puzzle, Result&& result)> on_result;
    /// Now and then.
    std::function<void(const Progress&)> on_progress;
    /// After every supervision step of every rollout; where it is given, nothing runs ahead of its turn.
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
    /// What was moved from can only be assigned to or destroyed.
    Solver(Solver&&) noexcept;
    Solver& operator=(Solver&&) noexcept;  ///< the same

    /// What it solves with.
    const Model& model() const;
    /// With what the model could not do put right.
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
