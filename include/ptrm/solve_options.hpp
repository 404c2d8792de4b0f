#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "ptrm/model.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// The state that noise is added to before every supervision step: the latent z (z_L), as in the PTRM paper (arXiv 2605.19943),
/// or the answer y (z_H).
enum class NoiseTarget { z, y };

/// Which rollout's answer a puzzle gets. Ties go to the lower rollout.
enum class Selection {
    best_q,    ///< the largest q_halt; of a model without a Q head (RSM), as settled
    mode,      ///< the most frequent whole answer
    settled,   ///< the smallest change of the logits over the last 3 steps (EqR, arXiv 2605.21488)
    verified,  ///< the largest q_halt among the answers that pass the rule check, else among all
};

/// When a rollout need not go deeper, nor a puzzle wider. Except with `none`, the rollouts of a puzzle run in waves: first one
/// without noise, then 1, 2, 4, ... with it, up to K; a wave in which the rule fired ends the puzzle with the answer that met the
/// rule at the earliest step, the lowest rollout on a tie. Where it never fires, the selection chooses among all K.
enum class Stop {
    none,       ///< always K rollouts of D steps, as the PTRM paper
    q,          ///< q_halt is above StopOptions::q, and the answer has stayed for StopOptions::unchanged steps
    settled,    ///< EqR's measure is below StopOptions::change, and the answer has stayed for StopOptions::unchanged steps
    verified,   ///< the answer passes the rule check
    automatic,  ///< verified where there is a rule check, else q, or settled for a model without a Q head
};

/// How the answer of a puzzle is searched for.
enum class Search {
    waves,  ///< rollouts of the question, as many as the stop rule asks for
    tree,   ///< rollouts of the question with guesses filled in, depth first; for a model whose Q head tells dead ends
            ///< (Architecture::q_alive), and puzzles whose open cells are known (Puzzle::choices)
};

/// PTRM's noise (arXiv 2605.19943): added to a state before every supervision step.
struct NoiseOptions {
    double sigma = 0.0;                   ///< standard deviation of the noise; K = 1 and sigma = 0 is plain TRM
    NoiseTarget target = NoiseTarget::z;  ///< the state that it is added to
    bool random_starts = false;  ///< also for a model that was not trained for them (EqR): every element of both states normal,
                                 ///< cut at two sigmas, of deviation 1
};

/// When a rollout has its answer, and with it the puzzle.
struct StopOptions {
    Stop rule = Stop::none;  ///< when a rollout has its answer
    double q = 0.0;          ///< of Stop::q, a logit
    double change = 3.0;  ///< of Stop::settled, the mean of the last 3 changes of the logits: below 3 where a shipped model has
                          ///< come to rest, noise and 8-bit products included, mostly above 5 elsewhere
    int unchanged = 1;    ///< of Stop::q and Stop::settled, in supervision steps
};

/// What a puzzle may cost.
struct LimitOptions {
    std::int64_t budget = 0;  ///< no wave of a puzzle begins once it has cost so many net evaluations; 0 for no limit
    double seconds = 0;       ///< a puzzle ends so many seconds after it was begun; 0 for no limit. The one option with which two
                              ///< runs may differ: Ending::out_of_time says where it had a say
};

/// Rollouts that are going nowhere.
struct RestartOptions {
    int after = 0;   ///< a rollout whose q_halt was low for so many steps starts anew; 0 for never
    double q = 0.0;  ///< low: below this logit
};

/// Guided exploration (arXiv 2605.25230): all K run side by side, and are drawn again by their Q where that is uneven.
struct ResamplingOptions {
    int every = 0;       ///< so many supervision steps; 0 for never
    double below = 0.5;  ///< uneven: the effective sample size is below this share of K
};

/// Of Search::tree. The first node has SolveOptions::depth steps, and `rollouts` bounds the nodes.
struct TreeOptions {
    int steps = 3;      ///< supervision steps of a node
    double dead = 0.0;  ///< a node is left where Rollout::alive is below this logit
};

/// What a result holds besides the answer.
struct KeepOptions {
    bool rollouts = false;  ///< fill Result::rollouts
    bool steps = false;     ///< fill Rollout::steps; implies `rollouts`
};

/// How the answer to a question is searched for. The defaults are plain TRM.
struct SolveOptions {
    int rollouts = 1;                      ///< K
    int depth = 16;                        ///< D, supervision steps of a rollout
    NoiseOptions noise = {};               ///< what makes rollouts differ
    std::uint64_t seed = 1;                ///< of noise, starts, copies
    Selection select = Selection::best_q;  ///< which rollout to trust
    StopOptions stop = {};                 ///< when a puzzle is done
    LimitOptions limits = {};              ///< what it may cost
    RestartOptions restart = {};           ///< when a rollout is given up
    ResamplingOptions resampling = {};     ///< guided exploration
    bool symmetries = false;        ///< every rollout but the first works on a symmetric copy of the question, see Puzzle::copy()
    Search search = Search::waves;  ///< what runs next
    TreeOptions tree = {};          ///< of Search::tree
    int threads = 0;                ///< 0 takes one per core; the answers do not depend on it
    KeepOptions keep = {};          ///< what the result holds
};

/// An option of a search. The check of SolveOptions, the command line, `ptrm_effort` and the header of a results file know it
/// from the table of these alone.
struct SearchOption {
    std::string_view name;                                     ///< "stop_q": the key in JSON; on the command line --stop-q
    char letter;                                               ///< 'K' for -K; 0 for none
    std::string_view group;                                    ///< "Search", "Stopping", or "Run" for what no effort says
    std::string_view help;                                     ///< in a few words, for --help
    bool flag;                                                 ///< its values are true and false
    std::function<std::string(const SolveOptions&)> text;      ///< its value
    std::function<void(SolveOptions&, std::string_view)> set;  ///< @throws Error (bad_argument) for another than it may have
};

/// All of them, in the order of --help.
std::span<const SearchOption> search_options();

/// How much work a puzzle may cost: settings by name, which every shipped model brings along as they measured best for it.
enum class Effort { low, medium, high, max };

/// "low", "medium", "high", "max". @throws Error (bad_argument)
Effort parse_effort(std::string_view name);

/// What the model's file says under the metadata key `ptrm_effort`, a JSON object of such settings by level; where it says
/// nothing, K, D = 1, 16; 16, 16; 64, 32; 100, 64 with sigma 1, all with Stop::automatic.
/// @throws Error (bad_file) for settings that make no sense
SolveOptions effort_options(const Model& model, Effort effort);

}  // namespace ptrm
