#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ptrm/model.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// The state that noise is added to before every supervision step: the latent z (z_L), as in the PTRM paper (arXiv 2605.19943),
/// or the answer y (z_H).
enum class NoiseTarget { z, y };

/// The positions that noise is added to.
enum class NoiseCells {
    all,    ///< all, as in the PTRM paper, those of the puzzle embedding among them
    open,   ///< the cells that the question leaves open (PuzzleRules::choices)
    given,  ///< the cells that it does not
};

/// How the noise changes over the supervision steps t = 0, 1, ... of a rollout, of which `n` are noisy: sigma times this.
enum class NoiseSchedule {
    constant,  ///< 1, as in the PTRM paper
    linear,    ///< 1 - t / n
    cosine,    ///< (1 + cos(pi t / n)) / 2
};

/// Which rollout's answer a puzzle gets. The lower rollout wins a tie.
enum class Selection {
    best_q,    ///< the largest q_halt; for a model without a Q head (RSM) the same as settled
    mode,      ///< the most frequent answer
    settled,   ///< the smallest residual, see Rollout::residual (EqR, arXiv 2605.21488)
    verified,  ///< the largest q_halt among the answers that pass the rule check, or among all if none does
};

/// When a rollout stops early, and with it the puzzle. Except with `none`, the rollouts of a puzzle run in waves: first one
/// without noise, then 1, 2, 4, ... with noise, up to K. A wave in which the rule fired ends the puzzle with the answer that met
/// the rule at the earliest step (the lowest rollout on a tie). If it never fires, the selection chooses among all K.
enum class Stop {
    none,       ///< always K rollouts of D steps, as in the PTRM paper
    q,          ///< q_halt is above StopOptions::q, and the answer is unchanged for StopOptions::unchanged steps
    settled,    ///< the residual is below StopOptions::change, and the answer is unchanged for StopOptions::unchanged steps
    verified,   ///< the answer passes the rule check
    automatic,  ///< verified if there is a rule check, else q, or settled for a model without a Q head
};

/// How the answer of a puzzle is searched for.
enum class Search {
    waves,  ///< rollouts of the question, as many as the stop rule asks for
    tree,   ///< rollouts of the question with guesses filled in, depth first. Needs a model whose Q head tells dead ends
            ///< (Architecture::q_alive) and a puzzle with open cells (PuzzleRules::choices)
};

/// PTRM's noise (arXiv 2605.19943): added to a state before every supervision step.
struct NoiseOptions {
    double sigma = 0.0;                                ///< standard deviation; K = 1 and sigma = 0 is plain TRM
    NoiseTarget target = NoiseTarget::z;               ///< the state that it is added to
    NoiseCells cells = NoiseCells::all;                ///< where in that state
    NoiseSchedule schedule = NoiseSchedule::constant;  ///< how it changes from step to step
    int steps = 0;                                     ///< noise in so many first steps only; 0 for all
    double path = -1;   ///< standard deviation of the noise after every update within a step (EqR); -1 for the model's own
    double ascent = 0;  ///< Langevin dynamics (PTRM, appendix C), with noise on y: before every step but the first y goes so
                        ///< far up the gradient of log sigmoid(q_halt)
    bool random_starts = false;  ///< start from random states even if the model was not trained so: normal, cut at two
                                 ///< sigmas, standard deviation 1
};

/// When a rollout has its answer.
struct StopOptions {
    Stop rule = Stop::none;  ///< the rule
    double q = 0.0;          ///< of Stop::q, a logit
    double change = 3.0;  ///< of Stop::settled. Shipped models at rest stay below 3, with noise and 8-bit products too, and are
                          ///< mostly above 5 before
    int unchanged = 1;    ///< of Stop::q and Stop::settled, in supervision steps
    int confirm = 0;      ///< of Stop::q and Stop::settled: so many second views must agree, in a tree as many again after each
                          ///< answer that was refuted; after three of these the puzzle ends. A view is a symmetric copy of the
                          ///< question with a quarter of the open cells filled in from the answer; it has three steps to come to
                          ///< the same answer, with q_halt above 0. Needs a puzzle with open cells (PuzzleRules::choices)
};

/// What a puzzle may cost.
struct LimitOptions {
    std::int64_t budget = 0;  ///< net evaluations after which no new wave begins; 0 for no limit
    double seconds = 0;       ///< wall-clock seconds after which a puzzle ends; 0 for no limit. The only option with which two
                              ///< runs may differ, see Ending::out_of_time
};

/// Restarts of rollouts that lead nowhere.
struct RestartOptions {
    int after = 0;   ///< restart a rollout whose q_halt was below `q` for so many steps; 0 for never
    double q = 0.0;  ///< a logit
};

/// Guided exploration (arXiv 2605.25230): all K rollouts run side by side and are resampled by their Q when it is uneven.
struct ResamplingOptions {
    int every = 0;       ///< supervision steps between resamplings; 0 for never
    double below = 0.5;  ///< resample if the effective sample size is below this share of K
};

/// Options of Search::tree. The root runs SolveOptions::depth steps, and `rollouts` bounds the number of nodes.
struct TreeOptions {
    int steps = 3;      ///< supervision steps of a node
    double dead = 0.0;  ///< a node is given up if Rollout::alive is below this logit
};

/// What a result holds besides the answer.
struct KeepOptions {
    bool rollouts = false;  ///< fill Result::rollouts
    bool steps = false;     ///< fill Rollout::steps; implies `rollouts`
};

/// How a question is answered. The defaults are plain TRM.
struct SolveOptions {
    int rollouts = 1;                      ///< K
    int depth = 16;                        ///< D, supervision steps of a rollout
    NoiseOptions noise = {};               ///< what makes rollouts differ
    std::uint64_t seed = 1;                ///< of noise, random starts and copies
    Selection select = Selection::best_q;  ///< which rollout to trust
    StopOptions stop = {};                 ///< when a puzzle is done
    LimitOptions limits = {};              ///< what it may cost
    RestartOptions restart = {};           ///< when a rollout starts again
    ResamplingOptions resampling = {};     ///< guided exploration
    bool symmetries = false;               ///< every rollout but the first works on a symmetric copy, see PuzzleRules::copy()
    bool raw_answers = false;              ///< take the network's word for given cells too, as the official evaluator does
    Search search = Search::waves;         ///< what runs next
    TreeOptions tree = {};                 ///< of Search::tree
    int threads = 0;                       ///< 0 for one per core that this process may use; answers do not depend on it
    KeepOptions keep = {};                 ///< what the result holds
};

/// One option of a search. Checks, command lines, `ptrm_effort` and results files all use this table.
struct SearchOption {
    std::string_view name;                                     ///< "stop_q": the key in JSON; --stop-q on the command line
    char letter;                                               ///< 'K' for -K; 0 for none
    std::string_view group;                                    ///< "Search", "Stopping", or "Run" for what no effort sets
    std::string help;                                          ///< a few words, for --help
    bool flag;                                                 ///< its values are true and false
    std::function<std::string(const SolveOptions&)> text;      ///< its value
    std::function<void(SolveOptions&, std::string_view)> set;  ///< @throws Error (bad_argument) for a value out of range
};

/// All of them, in the order of --help.
std::span<const SearchOption> search_options();
/// The one of a name. @throws Error (bad_argument) that lists the names
const SearchOption& search_option(std::string_view name);

/// How much work a puzzle may cost: settings that each shipped model brings along, measured for it.
enum class Effort { low, medium, high, max };

/// "low", "medium", "high", "max". @throws Error (bad_argument)
Effort parse_effort(std::string_view name);

/// The settings of an effort from the metadata key `ptrm_effort` of the model. Without it K, D = 1, 16; 16, 16; 64, 32; 100, 64
/// with sigma 1, all with Stop::automatic. @throws Error (bad_file) for settings that make no sense
SolveOptions effort_options(const Model& model, Effort effort);

/// An option of search_options() by name, and its value as text.
struct Setting {
    std::string_view name;  ///< "stop_q"
    std::string text;       ///< "1.5"
};

/// Settings on top of an effort, or of plain TRM: K = 1, D = 16, with sigma 1 for several rollouts that neither random starts nor
/// copies tell apart. @throws Error (bad_argument) for an unknown name or a value out of range
SolveOptions options_by_name(const Model& model, std::optional<Effort> effort, std::span<const Setting> settings);

}  // namespace ptrm
