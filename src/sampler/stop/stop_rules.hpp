#pragma once

#include <span>

#include "base/named.hpp"
#include "ptrm/solve_options.hpp"
#include "sampler/stop/step_rule.hpp"

namespace ptrm {

/// Whether an answer obeys the rules; empty where nobody knows them.
using Verify = std::function<bool(std::span<const std::int32_t> answer)>;

/// A stop rule of the table.
struct StopRule : Named<Stop> {
    bool by_q, by_rules;  // what it asks for: a Q head, rules
    bool confirmed;       // second views may be asked before it ends a puzzle, see StopOptions::confirm
    /// What is asked after every step; empty for a rule that never stops.
    StepRule (*make)(const StopOptions& options, const Verify& verify);
};

/// All of them. Stop::automatic stands for another one, see running_rule().
std::span<const StopRule> stop_rules();

/// The rule that runs for a puzzle: for Stop::automatic the best guide there is.
const StopRule& running_rule(Stop rule, bool rules_are_known, bool q_head);

}  // namespace ptrm
