#include "sampler/rollout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/index.hpp"
#include "sampler/second_views.hpp"
#include "sampler/view.hpp"

namespace ptrm {
namespace {

/// The share of sigma at supervision step `t` from 0.
double scheduled(const NoiseOptions& noise, int t, int depth) {
    const int noisy = noise.steps > 0 ? std::min(noise.steps, depth) : depth;
    if (t >= noisy) return 0;
    const double passed = static_cast<double>(t) / noisy;
    switch (noise.schedule) {
        case NoiseSchedule::linear: return 1 - passed;
        case NoiseSchedule::cosine: return (1 + std::cos(std::numbers::pi * passed)) / 2;
        case NoiseSchedule::constant: break;
    }
    return 1;
}

/// Mean over cells of the Euclidean norm of the logits' change.
float mean_change(const Buffer& before, const Buffer& after, std::size_t cells) {
    const std::size_t V = after.size() / cells;
    float sum = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        float squares = 0;
        for (std::size_t i = cell * V; i < (cell + 1) * V; ++i) squares += (after[i] - before[i]) * (after[i] - before[i]);
        sum += std::sqrt(squares);
    }
    return sum / static_cast<float>(cells);
}

/// A stretch of a rollout.
class Advance {
public:
    Advance(const RolloutPlan& plan, RolloutWorkspace& workspace, RolloutState& state)
        : plan_(plan),
          options_(plan.options),
          arch_(plan.network.architecture()),
          workspace_(workspace),
          states_(workspace.states),
          state_(state),
          rollout_(state.rollout),
          random_starts_(starts_at_random(plan)),
          path_noise_(path_noise(plan, state.key, rollout_.cost)) {}

    /// @return false if cancelled
    bool run(int until) {
        // Of a million rollouts most may never start: what they would ask costs more than the time limit leaves.
        state_.out_of_time = rollout_.cost == 0 && state_.key.rollout > 0 && plan_.time_is_up && plan_.time_is_up();
        if (state_.out_of_time) return true;
        view_.emplace(plan_, state_.guesses, plan_.copies ? std::optional<std::uint64_t>(state_.copy) : std::nullopt);
        view_->embed(states_);
        rollout_.cost == 0 ? begin() : resume();
        while (rollout_.cost < until && !rollout_.stopped) {
            state_.out_of_time = plan_.time_is_up && (rollout_.cost > 0 || state_.key.rollout > 0) && plan_.time_is_up();
            if (state_.out_of_time) break;
            if (options_.noise.ascent > 0 && state_.steps > 0) ascend();
            add_noise();
            if (!plan_.network.step(states_, path_noise_, plan_.cancelled)) return false;
            read();
            if (!judge()) return false;
        }
        put_aside();
        return true;
    }

private:
    void begin() {
        const std::size_t cells = plan_.question.tokens.size();
        rollout_.answer.resize(cells);
        rollout_.guesses = state_.guesses;
        if (options_.keep.steps) rollout_.steps.assign(to_size(options_.depth), {0, 0, std::vector<std::int32_t>(cells)});
        start();
        if (state_.from) take(*state_.from);
    }

    void take(const LatentStates& from) {
        states_.z_H = from.z_H;
        states_.z_L = from.z_L;
    }

    /// An attempt begins, the first or, after a restart, a later one.
    void start() {
        plan_.network.start(states_, state_.key, static_cast<std::uint32_t>(rollout_.cost), random_starts_);
        state_.steps = state_.unchanged = state_.low = 0;
        state_.changes = {};
    }

    void resume() {
        take(state_.states);
        workspace_.previous_logits = state_.logits;
    }

    void ascend() {
        states_.q_halt = rollout_.q;
        plan_.network.ascend(states_, static_cast<float>(options_.noise.ascent));
    }

    void add_noise() {
        const double sigma = state_.sigma * scheduled(options_.noise, rollout_.cost, options_.depth);
        if (sigma <= 0) return;
        auto& target = options_.noise.target == NoiseTarget::z && arch_.latents > 0 ? states_.z_L : states_.z_H;
        const Buffer before = options_.noise.cells == NoiseCells::all ? Buffer{} : target;
        add_normals(state_.key, NoiseStream::latent, static_cast<std::uint32_t>(rollout_.cost), static_cast<float>(sigma),
                    target);
        if (!before.empty()) take_back(before, target);
    }

    /// Leaves noise in the cells alone that are to have it. @param state [latents, L, D]
    void take_back(const Buffer& before, Buffer& state) const {
        const auto L = to_size(arch_.length()), D = to_size(arch_.hidden_size), prefix = to_size(arch_.puzzle_positions);
        const bool open = options_.noise.cells == NoiseCells::open;
        for (std::size_t row = 0; row * D < state.size(); ++row) {
            const std::size_t position = row % L;
            if (position >= prefix && view_->open(position - prefix) == open) continue;
            std::copy_n(before.begin() + static_cast<Index>(row * D), D, state.begin() + static_cast<Index>(row * D));
        }
    }

    /// The answer as it stands, Q, and how much changed.
    void read() {
        const float change =
            state_.steps > 0 ? mean_change(workspace_.previous_logits, states_.logits, plan_.question.tokens.size()) : 0;
        at(state_.changes, state_.steps % kSettledSteps) = change;
        workspace_.previous_logits = states_.logits;
        std::vector<std::int32_t>& answer = workspace_.answer;
        view_->read(states_.logits, answer, workspace_.undone);
        state_.unchanged = state_.steps > 0 && answer == rollout_.answer ? state_.unchanged + 1 : 0;
        rollout_.answer = answer;
        rollout_.q = states_.q_halt;
        rollout_.alive = states_.q_continue;
        const int seen = std::clamp(state_.steps, 1, kSettledSteps);
        rollout_.residual = std::accumulate(state_.changes.begin(), state_.changes.end(), 0.0f) / static_cast<float>(seen);
        if (options_.keep.steps) {
            StepRecord& record = at(rollout_.steps, rollout_.cost);
            record.q = states_.q_halt;
            record.change = change;
            record.answer = answer;
        }
        ++state_.steps;
        rollout_.step = ++rollout_.cost;
        if (plan_.on_states)
            plan_.on_states(
                {static_cast<int>(state_.key.rollout), rollout_.cost, rollout_.q, rollout_.answer, states_.z_H, states_.z_L});
    }

    /// Whether to go deeper, or to give up and start again. @return false if cancelled
    bool judge() {
        const float residual = state_.steps > kSettledSteps ? rollout_.residual : std::numeric_limits<float>::infinity();
        rollout_.stopped = plan_.stop && plan_.stop({rollout_.q, state_.unchanged, residual, rollout_.answer});
        if (rollout_.stopped && plan_.confirms && !confirm()) return false;
        state_.low = rollout_.q < options_.restart.q ? state_.low + 1 : 0;
        const bool restarts = options_.restart.after > 0 && (state_.sigma > 0 || random_starts_);
        if (!restarts || state_.low < options_.restart.after || rollout_.stopped || rollout_.cost >= options_.depth) return true;
        if (!state_.before_restart || rollout_.q > state_.before_restart->q) state_.before_restart = rollout_;
        start();
        return true;
    }

    /// Goes on with the rollout unless second views agree with its answer. @return false if cancelled
    bool confirm() {
        rollout_.stopped = false;
        if (rollout_.answer == state_.refuted) return true;
        const LatentStates here{states_.z_H, states_.z_L};
        const SecondViews views = ask_second_views(plan_, workspace_, state_);
        if (views.cancelled) return false;
        rollout_.view_steps += views.steps;
        rollout_.stopped = views.agree;
        if (!views.agree) {
            state_.refuted = rollout_.answer;
            ++state_.refutations;
        }
        view_->embed(states_);
        take(here);
        return true;
    }

    /// Leaves in the state what a later stretch, or a search, needs of the workspace.
    void put_aside() {
        const bool finished = state_.finished(options_.depth);
        if (!finished || state_.keep) state_.states = {states_.z_H, states_.z_L};
        if (!finished) state_.logits = workspace_.previous_logits;
        if (state_.keep) view_->undo(workspace_.previous_logits, state_.logits);
    }

    const RolloutPlan& plan_;
    const SolveOptions& options_;
    const Architecture& arch_;
    RolloutWorkspace& workspace_;
    Workspace& states_;
    RolloutState& state_;
    Rollout& rollout_;
    bool random_starts_;
    PathNoise path_noise_;
    std::optional<View> view_;
};

}  // namespace

RolloutWorkspace::RolloutWorkspace(const Network& network)
    : states(network.workspace()),
      previous_logits(states.logits.size()),
      answer(to_size(network.architecture().seq_len)),
      undone(answer.size()) {}

bool starts_at_random(const RolloutPlan& plan) {
    return plan.network.architecture().random_starts || plan.options.noise.random_starts;
}

PathNoise path_noise(const RolloutPlan& plan, NoiseKey key, const int& step) {
    const Architecture& arch = plan.network.architecture();
    const double sigma = plan.options.noise.path >= 0 ? plan.options.noise.path : arch.noise_scale;
    if (sigma <= 0) return {};
    return [key, &step, updates = arch.net_evaluations_per_step(), scale = static_cast<float>(sigma)](
               int update, std::span<float> part, std::size_t first) {
        add_normals(key, NoiseStream::path, static_cast<std::uint32_t>(step * updates + update), scale, part, first);
    };
}

bool advance(const RolloutPlan& plan, int until, RolloutWorkspace& workspace, RolloutState& state) {
    return Advance(plan, workspace, state).run(until);
}

Rollout outcome(const RolloutState& state, bool keep_steps) {
    Rollout result = state.rollout;
    if (state.before_restart && !result.stopped && state.before_restart->q > result.q) {
        const Rollout& better = *state.before_restart;
        result.answer = better.answer;
        result.q = better.q;
        result.residual = better.residual;
        result.step = better.step;
    }
    if (keep_steps) result.steps.resize(to_size(state.rollout.cost));
    return result;
}

}  // namespace ptrm
