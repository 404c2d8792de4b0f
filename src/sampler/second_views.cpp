#include "sampler/second_views.hpp"

#include "base/index.hpp"
#include "base/random.hpp"
#include "sampler/view.hpp"

namespace ptrm {
namespace {

constexpr int kSteps = 3;
constexpr std::size_t kPart = 4;                              // one in so many open cells is filled in
constexpr std::uint64_t kFirstCopy = std::uint64_t{1} << 40;  // copies beyond those that rollouts and trees work on

/// A quarter of the open cells with their tokens of the answer.
std::vector<Guess> reveal(const RolloutPlan& plan, Tokens answer, Random& random) {
    std::vector<Guess> open;
    for (std::size_t cell = 0; cell < answer.size(); ++cell)
        if (plan.puzzle.choices(plan.question.tokens[cell]).size() > 1) open.push_back({static_cast<int>(cell), answer[cell]});
    random.shuffle(open);
    open.resize((open.size() + kPart / 2) / kPart);
    return open;
}

}  // namespace

SecondViews ask_second_views(const RolloutPlan& plan, RolloutWorkspace& workspace, const RolloutState& state) {
    const Architecture& arch = plan.network.architecture();
    const Rollout& rollout = state.rollout;
    Workspace& states = workspace.states;
    SecondViews result{.agree = true};
    int index = plan.options.depth;  // behind the rollout's own steps
    const PathNoise noise = path_noise(plan, state.key, index);
    for (int number = 0; number < state.views && result.agree; ++number) {
        const std::uint64_t copy = kFirstCopy + static_cast<std::uint64_t>(number);
        Random random(state.key.key, copy);
        const View view(plan, reveal(plan, rollout.answer, random), copy);
        view.embed(states);
        const auto attempt = static_cast<std::uint32_t>(plan.options.depth + number);  // no start of the rollout's own
        plan.network.start(states, state.key, attempt, starts_at_random(plan));
        result.agree = false;
        for (int step = 0; step < kSteps && !result.agree; ++step) {
            if (!plan.network.step(states, noise, plan.cancelled)) return {.cancelled = true};
            ++index;
            ++result.steps;
            view.read(states.logits, workspace.answer, workspace.undone);
            result.agree = workspace.answer == rollout.answer && (!arch.q_head || states.q_halt > 0);
        }
    }
    return result;
}

}  // namespace ptrm
