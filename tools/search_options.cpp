#include "search_options.hpp"

#include <algorithm>
#include <memory>

namespace ptrm::tools {

template <class Value>
CLI::Option* SearchOptions::add(CLI::App& app, const std::string& name, Value SolveOptions::*member, const std::string& help) {
    auto given = std::make_shared<Value>();
    CLI::Option* option = app.add_option(name, *given, help);
    overrides_.emplace_back(option, [=](SolveOptions& options) { options.*member = *given; });
    return option;
}

template <class Value>
CLI::Option* SearchOptions::add(CLI::App& app, const std::string& name, Value SolveOptions::*member,
                                Value (*parse)(std::string_view), const std::string& help) {
    auto given = std::make_shared<std::string>();
    CLI::Option* option = app.add_option(name, *given, help)->check([parse](const std::string& text) -> std::string {
        try {
            parse(text);
        } catch (const std::exception& problem) {
            return problem.what();
        }
        return "";
    });
    overrides_.emplace_back(option, [=](SolveOptions& options) { options.*member = parse(*given); });
    return option;
}

void SearchOptions::add_to(CLI::App& app) {
    app.add_option("--effort", effort_,
                   "low, medium, high or max: settings that each model brings along (default: medium, or plain TRM where options "
                   "below are given)")
        ->check(CLI::IsMember({"low", "medium", "high", "max"}));
    add(app, "-K,--rollouts", &SolveOptions::rollouts, "rollouts of each puzzle")->check(CLI::Range(1, 1000000));
    add(app, "-D,--depth", &SolveOptions::depth, "supervision steps of a rollout")->check(CLI::Range(1, 1000000));
    sigma_ = add(app, "--sigma", &SolveOptions::sigma,
                 "standard deviation of the noise (1 for several rollouts that nothing else tells apart, else 0)")
                 ->check(CLI::Range(0.0, 1000.0));
    add(app, "--noise-target", &SolveOptions::noise_target, &parse_noise_target,
        "state that noise is added to: z (latent) or y (answer)");
    CLI::Option* random =
        app.add_flag("--random-starts", random_starts_, "start every rollout at random, as EqR's models always do");
    overrides_.emplace_back(random, [](SolveOptions& options) { options.random_starts = true; });
    CLI::Option* copies =
        app.add_flag("--symmetries", symmetries_,
                     "let every rollout but the first work on a symmetric copy of the puzzle (for Sudoku digits, "
                     "rows and columns change places)");
    overrides_.emplace_back(copies, [](SolveOptions& options) { options.symmetries = true; });
    add(app, "--search", &SolveOptions::search, &parse_search,
        "waves of rollouts, or a tree of guesses, for models that tell dead ends: -D steps of the question, then of each node "
        "--tree-steps; --budget and -K (nodes) bound it");
    add(app, "--tree-steps", &SolveOptions::tree_steps, "of --search tree: supervision steps of a node")
        ->check(CLI::Range(1, 1000000));
    add(app, "--tree-dead", &SolveOptions::tree_dead,
        "of --search tree: a node is dead where the second row of the Q head is below this logit");
    add(app, "--select", &SolveOptions::selection, &parse_selection, "which rollout to trust: best-q, mode, settled or verified");
    add(app, "--stop", &SolveOptions::stop, &parse_stop,
        "when to stop early: none; q (the Q head is sure); settled (the state is at rest); verified (the answer obeys the "
        "rules); or "
        "auto (verified where there are rules). Rollouts then run in waves of 1, 1, 2, 4, ..., the first without noise");
    add(app, "--stop-q", &SolveOptions::stop_q, "of --stop q: q_halt is above this logit");
    add(app, "--stop-change", &SolveOptions::stop_change, "of --stop settled: the last 3 changes of the logits are below this");
    add(app, "--stop-unchanged", &SolveOptions::stop_unchanged,
        "of --stop q and settled: the answer has stayed for so many steps")
        ->check(CLI::NonNegativeNumber);
    add(app, "--budget", &SolveOptions::budget, "begin no wave of a puzzle that has cost so many net evaluations")
        ->check(CLI::NonNegativeNumber);
    add(app, "--time-limit", &SolveOptions::time_limit,
        "end a puzzle after so many seconds; the one option with which two runs may differ")
        ->check(CLI::NonNegativeNumber);
    add(app, "--restart-after", &SolveOptions::restart_after, "a rollout whose q_halt was low for so many steps starts anew")
        ->check(CLI::NonNegativeNumber);
    add(app, "--restart-q", &SolveOptions::restart_q, "low: below this logit");
    add(app, "--resample", &SolveOptions::resample_every,
        "run all rollouts side by side and draw them again by their Q every so many steps, where it is uneven")
        ->check(CLI::NonNegativeNumber);
    app.add_option("-s,--seed", seed_, "the same seed and options give the same answers")->capture_default_str();
    app.add_option("-t,--threads", threads_, "threads; 0 takes one per core")->check(CLI::Range(0, 1024));
}

std::string SearchOptions::given() const {
    std::string text = effort_.empty() ? "" : "--effort " + effort_;
    for (const auto& [option, apply] : overrides_) {
        if (option->count() == 0) continue;
        text += (text.empty() ? "" : " ") + option->get_name();
        for (const auto& value : option->results()) text += " " + value;
    }
    return text;
}

SolveOptions SearchOptions::for_model(const Model& model, std::optional<int> rollouts) const {
    const bool any = std::any_of(overrides_.begin(), overrides_.end(), [](const auto& item) { return item.first->count() > 0; });
    SolveOptions options;
    const bool plain = effort_.empty() && (any || rollouts);
    if (!plain) options = effort_options(model, effort_.empty() ? Effort::medium : parse_effort(effort_));
    for (const auto& [option, apply] : overrides_)
        if (option->count() > 0) apply(options);
    if (rollouts) options.rollouts = *rollouts;
    const bool varied = model.architecture().random_starts || options.random_starts || options.symmetries;
    if (plain && sigma_->count() == 0) options.sigma = options.rollouts > 1 && !varied ? 1.0 : 0.0;
    options.seed = seed_;
    options.threads = threads_;
    return options;
}

}  // namespace ptrm::tools
