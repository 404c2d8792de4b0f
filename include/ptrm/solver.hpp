#pragma once

#include <cstddef>
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

/// A question: one token per cell, and a puzzle identifier if the model has several.
struct Question {
    std::vector<std::int32_t> tokens;  ///< seq_len tokens below vocab_size
    std::int32_t puzzle_id = 0;        ///< below num_puzzle_identifiers
};

/// A cell of the question that a node of a tree takes as given.
struct Guess {
    int cell = 0;            ///< row-major from 0
    std::int32_t token = 0;  ///< what the question shows there below this node
};

/// A rollout after one supervision step.
struct StepRecord {
    float q = 0;       ///< q_halt, a logit: above 0 the model takes its answer to be right
    float change = 0;  ///< mean over cells of the Euclidean distance between the logits of this step and the last; 0 at first
    std::vector<std::int32_t> answer;  ///< the likeliest token of every cell
};

/// One run of the recursion, or a node of a tree.
struct Rollout {
    std::vector<std::int32_t> answer;  ///< the likeliest token of every open cell; given cells as the question shows them
    float q = 0;                       ///< q_halt
    float residual = 0;                ///< mean of the last 3 changes (EqR)
    int step = 0;                      ///< the supervision step of the answer, from 1
    int cost = 0;                      ///< supervision steps run, abandoned attempts included
    int view_steps = 0;                ///< supervision steps of second views, see StopOptions::confirm
    bool stopped = false;              ///< the stop rule was met
    float alive = 0;                   ///< q_continue, the second row of the Q head; see Architecture::q_alive
    std::vector<Guess> guesses;        ///< of Search::tree: the cells taken as given
    std::vector<StepRecord> steps;     ///< with KeepOptions::steps
};

/// How the search for an answer ended.
enum class Ending {
    met,          ///< the answer met the stop rule
    exhausted,    ///< all rollouts or the budget were spent, and the selection chose; always so with Stop::none
    out_of_time,  ///< the time limit came first, and the selection chose
    cancelled,    ///< Callbacks::cancelled came first; there is no answer
};

/// "met", "exhausted", "out-of-time", "cancelled"
std::string_view name_of(Ending ending);

/// What a search found.
struct Result {
    std::vector<std::int32_t> answer;   ///< one token per cell; empty if cancelled
    float q = 0;                        ///< q_halt of the answer
    int rollout = 0;                    ///< the rollout of the answer, from 0
    int step = 0;                       ///< its supervision step, from 1
    std::int64_t net_evaluations = 0;   ///< passes of the net, summed over all rollouts
    double seconds = 0;                 ///< time spent on the rollouts, summed over threads
    Ending ending = Ending::cancelled;  ///< how the search ended
    std::vector<Guess> guesses;         ///< of Search::tree: the path to the answer
    int nodes = 0;                      ///< of Search::tree: nodes visited
    int deepest = 0;                    ///< of Search::tree: guesses of the deepest node
    std::vector<Rollout> rollouts;      ///< with KeepOptions::rollouts: all that ran
};

/// Whether the model takes its answer to be right: the stop rule was met, or, without one, q is above 0.
bool claims(const SolveOptions& options, const Result& result);

/// How far a call is.
struct Progress {
    std::size_t puzzles_done = 0;      ///< of this call
    std::size_t puzzles_total = 0;     ///< its questions
    std::size_t rollouts_done = 0;     ///< includes those a stop rule made unnecessary
    std::size_t rollouts_total = 0;    ///< K per puzzle
    std::int64_t net_evaluations = 0;  ///< passes of the net, summed over all rollouts
};

/// A rollout after a supervision step. Valid during the callback only.
struct StateView {
    int rollout = 0;                       ///< from 0
    int step = 0;                          ///< from 1
    float q = 0;                           ///< q_halt, a logit
    std::span<const std::int32_t> answer;  ///< one token per cell
    std::span<const float> y;              ///< the answer state z_H, [L, D] row-major
    std::span<const float> z;              ///< the latent state z_L, [L, D] row-major; [Architecture::latents, L, D] in ablations
};

/// Functions that a solve() call calls; all may be empty. They run on the solver's threads: `on_result` and `on_progress` one at
/// a time, the others from several threads at once. An exception from one of them ends the call and leaves solve().
struct Callbacks {
    /// Whether an answer to question `puzzle` obeys the rules, instead of PuzzleRules::solves().
    std::function<bool(std::size_t puzzle, std::span<const std::int32_t> answer)> verify;
    /// The result of a puzzle, in the order of the questions, as soon as it and all before it are ready.
    std::function<void(std::size_t puzzle, Result&& result)> on_result;
    /// Now and then.
    std::function<void(const Progress&)> on_progress;
    /// After every supervision step of every rollout.
    std::function<void(std::size_t puzzle, const StateView&)> on_states;
    /// Asked between net evaluations; true ends the call. Results that are not ready then are not delivered.
    std::function<bool()> cancelled;
};

/// A puzzle that a model solves.
struct ModelPuzzle {
    std::shared_ptr<const Puzzle> puzzle;  ///< never null
    std::int32_t puzzle_id = 0;            ///< what its questions have for Question::puzzle_id
};

/// The puzzles that a model solves, by the metadata key `ptrm_task` of its file, mostly one: a kind of the table; for any other
/// name a puzzle of the symbols in the task, without rules; without a task a row of numbered tokens, without rules. A network of
/// several kinds tells them apart by puzzle identifiers (PTRM, appendix A.3). @throws Error (bad_file) for a task that does not
/// fit the network
std::vector<ModelPuzzle> puzzles_of(const Model& model);
/// The first of them. @throws Error (bad_file)
std::shared_ptr<const Puzzle> puzzle_of(const Model& model);
/// The side of the largest board that a model's weights were measured on, for LoadOptions::frame: by the metadata key
/// `ptrm_larger` of its file, or else the longer side of its puzzle. @throws Error (bad_file)
int largest_board(const Model& model);

/// Answers questions with a model: K rollouts each, and a selection among them (PTRM). The noise is a function of seed, question,
/// rollout, step and element, so an answer does not depend on threads or on the other questions.
///
/// Threads: one call at a time; calls from several threads wait for each other. A call from within a callback of the same solver
/// throws. Worker threads start with the first call and live as long as the solver.
/// fork(): a solver belongs to the process that made it. In a child process solve() throws Error, and the destructor does
/// nothing. Exceptions: after one, the solver can be used again.
class Solver {
public:
    /// @param rules with copies and open cells; null for puzzle_of(model). The network itself never sees them.
    /// @throws Error (bad_argument) for options out of range, or that ask for what model or rules lack
    Solver(Model model, SolveOptions options, std::shared_ptr<const PuzzleRules> rules = nullptr);
    ~Solver();
    /// A moved-from solver can only be assigned to or destroyed.
    Solver(Solver&&) noexcept;
    Solver& operator=(Solver&&) noexcept;  ///< see the move constructor

    /// The model.
    const Model& model() const;
    /// The options after validation: Selection::best_q becomes settled for a model without a Q head.
    const SolveOptions& options() const;
    /// The rules that are used.
    const PuzzleRules& rules() const;

    /// @throws Error (bad_argument) for a question that does not fit the model, and whatever a callback throws
    Result solve(const Question& question, const Callbacks& callbacks = {});
    /// All results in order. What was not ready when the call was cancelled, or what `on_result` took, has no answer.
    std::vector<Result> solve(std::span<const Question> questions, const Callbacks& callbacks = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ptrm
