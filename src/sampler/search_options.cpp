#include <charconv>
#include <type_traits>
#include <vector>

#include "base/named.hpp"
#include "base/numbers.hpp"
#include "ptrm/error.hpp"
#include "ptrm/solve_options.hpp"
#include "sampler/searches.hpp"
#include "sampler/select.hpp"
#include "sampler/stop/stop_rules.hpp"

namespace ptrm {
namespace {

constexpr Named<NoiseTarget> kNoiseTargets[] = {{"z", NoiseTarget::z, "latent"}, {"y", NoiseTarget::y, "answer"}};
constexpr Named<NoiseCells> kNoiseCells[] = {{"all", NoiseCells::all}, {"open", NoiseCells::open}, {"given", NoiseCells::given}};
constexpr Named<NoiseSchedule> kSchedules[] = {{"constant", NoiseSchedule::constant},
                                               {"linear", NoiseSchedule::linear, "falling to 0"},
                                               {"cosine", NoiseSchedule::cosine, "likewise"}};
constexpr Named<bool> kFlags[] = {{"false", false}, {"true", true}};

template <class Number>
std::string number_text(Number value) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// A number of the whole text; @throws Error (bad_argument)
template <class Number>
Number number(std::string_view name, std::string_view text, Number low, Number high) {
    const auto value = parse_number<Number>(text);
    if (!value || !(*value >= low && *value <= high))
        throw Error(ErrorCode::bad_argument, std::string(name), "",
                    (std::is_integral_v<Number> ? "a whole number from " : "a number from ") + number_text(low) + " to " +
                        number_text(high),
                    "'" + std::string(text) + "'");
    return *value;
}

struct About {
    std::string_view name;
    char letter;
    std::string_view group;
    std::string help;
};

/// @param member of SolveOptions, constant or not: [](auto& options) -> auto& { return options.depth; }
template <class Member, class Number>
SearchOption numeric(const About& about, Member member, Number low, Number high) {
    using Value = std::remove_cvref_t<decltype(member(std::declval<SolveOptions&>()))>;
    return {about.name,
            about.letter,
            about.group,
            about.help,
            false,
            [member](const SolveOptions& options) { return number_text(member(options)); },
            [member, name = about.name, low, high](SolveOptions& options, std::string_view text) {
                member(options) = number(name, text, static_cast<Value>(low), static_cast<Value>(high));
            }};
}

/// @param choices a table that outlives the option. @param about its help has {} where the list of them goes
template <class Member, class Rows>
SearchOption choice(const About& about, Member member, const Rows& choices) {
    using Row = std::remove_cvref_t<decltype(*std::begin(choices))>;
    std::string help = about.help;
    if (const std::size_t at = help.find("{}"); at != std::string::npos) help.replace(at, 2, list_with_help(choices));
    return {about.name,
            about.letter,
            about.group,
            help,
            std::is_same_v<decltype(Row::value), bool>,
            [member, rows = std::span<const Row>(choices)](const SolveOptions& options) {
                return std::string(row_of(rows, member(options)).name);
            },
            [member, rows = std::span<const Row>(choices), name = about.name](SolveOptions& options, std::string_view text) {
                member(options) = row_named(name, text, rows).value;
            }};
}

#define PTRM_MEMBER(path) \
    [](auto& options) -> auto& { return options.path; }  // NOLINT(bugprone-macro-parentheses): a member's name

std::vector<SearchOption> all_options() {
    constexpr int kMost = 1'000'000;
    constexpr double kLogit = 1e6;
    constexpr std::string_view kSearch = "Search", kStopping = "Stopping", kRun = "Run";
    return {
        numeric({"rollouts", 'K', kSearch, "rollouts of each puzzle; of a tree the nodes"}, PTRM_MEMBER(rollouts), 1, kMost),
        numeric({"depth", 'D', kSearch, "supervision steps of a rollout"}, PTRM_MEMBER(depth), 1, kMost),
        numeric({"sigma", 0, kSearch,
                 "standard deviation of the noise (on the command line 1 for several rollouts that nothing else tells apart, "
                 "else 0)"},
                PTRM_MEMBER(noise.sigma), 0.0, 1e3),
        choice({"noise_target", 0, kSearch, "state that noise is added to: {}"}, PTRM_MEMBER(noise.target), kNoiseTargets),
        choice({"noise_cells", 0, kSearch, "cells that noise is added to: {}"}, PTRM_MEMBER(noise.cells), kNoiseCells),
        choice({"noise_schedule", 0, kSearch, "how noise changes over the steps: {}"}, PTRM_MEMBER(noise.schedule), kSchedules),
        numeric({"noise_steps", 0, kSearch, "noise in so many first steps only; 0 for all"}, PTRM_MEMBER(noise.steps), 0, kMost),
        numeric(
            {"path_noise", 0, kSearch,
             "standard deviation of the noise after every update within a step, as EqR's models have; -1 for the model's own"},
            PTRM_MEMBER(noise.path), -1.0, 1e3),
        numeric({"q_ascent", 0, kSearch,
                 "before every step let y go so far up the gradient of log sigmoid(q); with --noise-target y this is Langevin "
                 "dynamics"},
                PTRM_MEMBER(noise.ascent), 0.0, 1e3),
        choice({"random_starts", 0, kSearch, "start every rollout at random, as EqR's models always do"},
               PTRM_MEMBER(noise.random_starts), kFlags),
        choice({"symmetries", 0, kSearch, "let every rollout but the first work on a symmetric copy of the puzzle"},
               PTRM_MEMBER(symmetries), kFlags),
        choice({"search", 0, kSearch, "how the answer is searched for: {}"}, PTRM_MEMBER(search), searches()),
        numeric({"tree_steps", 0, kSearch, "of --search tree: supervision steps of a node"}, PTRM_MEMBER(tree.steps), 1, kMost),
        numeric(
            {"tree_dead", 0, kSearch, "of --search tree: a node is dead where the second row of the Q head is below this logit"},
            PTRM_MEMBER(tree.dead), -kLogit, kLogit),
        numeric({"restart_after", 0, kSearch, "a rollout whose q_halt was low for so many steps starts anew; 0 for never"},
                PTRM_MEMBER(restart.after), 0, kMost),
        numeric({"restart_q", 0, kSearch, "low: below this logit"}, PTRM_MEMBER(restart.q), -kLogit, kLogit),
        numeric({"resample_every", 0, kSearch,
                 "run all rollouts side by side and draw them again by their Q every so many steps, where it is uneven; 0 for "
                 "never"},
                PTRM_MEMBER(resampling.every), 0, kMost),
        numeric({"resample_below", 0, kSearch, "uneven: the effective sample size is below this share of the rollouts"},
                PTRM_MEMBER(resampling.below), 0.0, 1.0),
        choice({"raw_answers", 0, kSearch, "take the network's answer for given cells too, as the official evaluator does"},
               PTRM_MEMBER(raw_answers), kFlags),
        choice({"select", 0, kStopping, "which rollout to trust: {}"}, PTRM_MEMBER(select), selections()),
        choice({"stop", 0, kStopping,
                "when to stop early: {}. Except with none, rollouts run in waves of 1, 1, 2, 4, ..., the first without noise"},
               PTRM_MEMBER(stop.rule), stop_rules()),
        numeric({"stop_q", 0, kStopping, "of --stop q: q_halt is above this logit"}, PTRM_MEMBER(stop.q), -kLogit, kLogit),
        numeric({"stop_change", 0, kStopping, "of --stop settled: the last 3 changes of the logits are below this"},
                PTRM_MEMBER(stop.change), 0.0, kLogit),
        numeric({"stop_unchanged", 0, kStopping, "of --stop q and settled: the answer has stayed for so many steps"},
                PTRM_MEMBER(stop.unchanged), 0, kMost),
        numeric({"confirm", 0, kStopping,
                 "of --stop q and settled: so many second views must agree with the answer: symmetric copies with a quarter of "
                 "its cells filled in"},
                PTRM_MEMBER(stop.confirm), 0, 1000),
        numeric({"budget", 0, kStopping, "begin no wave of a puzzle that has cost so many net evaluations; 0 for no limit"},
                PTRM_MEMBER(limits.budget), std::int64_t{0}, std::int64_t{1} << 62),
        numeric({"time_limit", 0, kStopping,
                 "end a puzzle after so many seconds; the one option with which two runs may differ; 0 for no limit"},
                PTRM_MEMBER(limits.seconds), 0.0, 1e9),
        numeric({"seed", 's', kRun, "the same seed and options give the same answers"}, PTRM_MEMBER(seed), std::uint64_t{0},
                ~std::uint64_t{0}),
        numeric({"threads", 't', kRun, "threads; 0 takes one per core"}, PTRM_MEMBER(threads), 0, 1024),
    };
}

#undef PTRM_MEMBER

}  // namespace

std::span<const SearchOption> search_options() {
    static const std::vector<SearchOption> options = all_options();
    return options;
}

const SearchOption& search_option(std::string_view name) {
    std::string names;
    for (const SearchOption& option : search_options()) {
        if (option.name == name) return option;
        names.append(names.empty() ? "" : ", ").append(option.name);
    }
    throw Error(ErrorCode::bad_argument, "option", "", "one of " + names, "'" + std::string(name) + "'");
}

}  // namespace ptrm
