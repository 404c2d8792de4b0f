#include "sampler/stop/stop_rules.hpp"

namespace ptrm {
namespace {

StepRule never(const StopOptions&, const Verify&) { return {}; }

constexpr StopRule kRules[] = {
    {{"none", Stop::none, "always -K rollouts of -D steps"}, false, false, false, never},
    {{"q", Stop::q, "the Q head is sure"},
     true,
     false,
     true,
     [](const StopOptions& options, const Verify&) {
         return both(q_above(static_cast<float>(options.q)), unchanged_for(options.unchanged));
     }},
    {{"settled", Stop::settled, "the state is at rest"},
     false,
     false,
     true,
     [](const StopOptions& options, const Verify&) {
         return both(settled_below(static_cast<float>(options.change)), unchanged_for(options.unchanged));
     }},
    {{"verified", Stop::verified, "the answer obeys the rules"},
     false,
     true,
     false,
     [](const StopOptions&, const Verify& verify) { return verify ? verified_by(verify) : StepRule(); }},
    {{"auto", Stop::automatic, "verified where there are rules, else q"}, false, false, false, never},
};

}  // namespace

std::span<const StopRule> stop_rules() { return kRules; }

const StopRule& running_rule(Stop rule, bool rules_are_known, bool q_head) {
    if (rule == Stop::automatic) rule = rules_are_known ? Stop::verified : q_head ? Stop::q : Stop::settled;
    return row_of(kRules, rule);
}

}  // namespace ptrm
