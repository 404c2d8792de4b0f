#include "sampler/rollout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "sampler/hints.hpp"

namespace ptrm {
namespace {

/// The likeliest token of every cell, of those that may answer it where `choices` says which.
void read_answer(const Buffer& logits, const std::vector<std::vector<std::int32_t>>& choices, std::vector<std::int32_t>& answer) {
    const std::size_t V = logits.size() / answer.size();
    for (std::size_t cell = 0; cell < answer.size(); ++cell) {
        const float* of = logits.data() + cell * V;
        if (choices.empty())
            answer[cell] = static_cast<std::int32_t>(std::max_element(of, of + V) - of);
        else
            answer[cell] = *std::max_element(choices[cell].begin(), choices[cell].end(),
                                             [of](std::int32_t a, std::int32_t b) { return of[a] < of[b]; });
    }
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

/// The copy of the question that a rollout works on, and the way back.
class Copy {
public:
    /// @throws Error (bad_argument) for a symmetry that is not one of the model's cells and tokens
    Copy(Symmetry symmetry, const Architecture& arch) : symmetry_(std::move(symmetry)), old_token_(symmetry_.tokens.size()) {
        if (std::ssize(symmetry_.cells) != arch.seq_len || std::ssize(symmetry_.tokens) != arch.vocab_size)
            throw Error(ErrorCode::bad_argument, "symmetry", "",
                        std::to_string(arch.seq_len) + " cells and " + std::to_string(arch.vocab_size) + " tokens",
                        std::to_string(symmetry_.cells.size()) + " and " + std::to_string(symmetry_.tokens.size()));
    }

    std::vector<std::int32_t> of(std::span<const std::int32_t> question) {
        auto copy = symmetry_.apply(question);  // checks the symmetry, once
        for (std::size_t token = 0; token < old_token_.size(); ++token)
            at(old_token_, symmetry_.tokens[token]) = static_cast<std::int32_t>(token);
        return copy;
    }

    /// An answer to the copy as one to the question. Allocates nothing.
    void undo(std::span<const std::int32_t> answer, std::span<std::int32_t> undone) const {
        for (std::size_t cell = 0; cell < answer.size(); ++cell) at(undone, symmetry_.cells[cell]) = at(old_token_, answer[cell]);
    }

    /// Likewise the logits.
    void undo(const Buffer& logits, Buffer& undone) const {
        const std::size_t V = symmetry_.tokens.size();
        undone.resize(logits.size());
        for (std::size_t cell = 0; cell < symmetry_.cells.size(); ++cell)
            for (std::size_t token = 0; token < V; ++token)
                at(undone, symmetry_.cells[cell] * std::ssize(symmetry_.tokens) + static_cast<Index>(token)) =
                    logits[cell * V + to_size(symmetry_.tokens[token])];
    }

private:
    Symmetry symmetry_;
    std::vector<std::int32_t> old_token_;  // of a copy's token
};

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
          random_starts_(arch_.random_starts || options_.noise.random_starts) {
        if (arch_.noise_scale <= 0) return;
        path_noise_ = [this, updates = static_cast<std::uint32_t>(arch_.net_evaluations_per_step())](int update,
                                                                                                     std::span<float> z) {
            const std::uint32_t index = static_cast<std::uint32_t>(rollout_.cost) * updates + static_cast<std::uint32_t>(update);
            add_normals(state_.key, NoiseStream::path, index, static_cast<float>(arch_.noise_scale), z);
        };
    }

    /// @return false if cancelled
    bool run(int until) {
        // Of a million rollouts most may never start: what they would ask costs more than the time limit leaves.
        state_.out_of_time = rollout_.cost == 0 && state_.key.rollout > 0 && plan_.time_is_up && plan_.time_is_up();
        if (state_.out_of_time) return true;
        ask();
        rollout_.cost == 0 ? begin() : resume();
        while (rollout_.cost < until && !rollout_.stopped) {
            state_.out_of_time = plan_.time_is_up && (rollout_.cost > 0 || state_.key.rollout > 0) && plan_.time_is_up();
            if (state_.out_of_time) break;
            add_noise();
            if (!plan_.network.step(states_, path_noise_, plan_.cancelled)) return false;
            read();
            judge();
        }
        put_aside();
        return true;
    }

private:
    /// Embeds the question, with what is guessed of it, or its copy.
    void ask() {
        std::vector<std::int32_t> tokens = plan_.question.tokens;
        for (const Guess& guess : state_.guesses) at(tokens, guess.cell) = guess.token;
        if (plan_.copies)
            if (auto symmetry = plan_.puzzle.copy(plan_.question.tokens, options_.seed, state_.copy))
                tokens = copy_.emplace(std::move(*symmetry), arch_).of(tokens);
        const auto hints = hints_of(plan_.puzzle, arch_, tokens);
        plan_.network.embed(states_, tokens, hints, plan_.question.puzzle_id);
        if (!hints.empty())
            for (const std::int32_t token : tokens) choices_.push_back(plan_.puzzle.choices(token));
    }

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

    void add_noise() {
        if (state_.sigma <= 0) return;
        auto& target = options_.noise.target == NoiseTarget::z ? states_.z_L : states_.z_H;
        add_normals(state_.key, NoiseStream::latent, static_cast<std::uint32_t>(rollout_.cost), static_cast<float>(state_.sigma),
                    target);
    }

    /// The answer as it stands, Q, and how much changed.
    void read() {
        const float change =
            state_.steps > 0 ? mean_change(workspace_.previous_logits, states_.logits, plan_.question.tokens.size()) : 0;
        at(state_.changes, state_.steps % kSettledSteps) = change;
        workspace_.previous_logits = states_.logits;
        std::vector<std::int32_t>& answer = workspace_.answer;
        read_answer(states_.logits, choices_, answer);
        if (copy_) {
            copy_->undo(answer, workspace_.undone);
            answer.swap(workspace_.undone);
        }
        for (const std::size_t cell : plan_.given) answer[cell] = plan_.question.tokens[cell];
        for (const Guess& guess : state_.guesses) at(answer, guess.cell) = guess.token;
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

    /// Whether to go deeper, or to give up and start again.
    void judge() {
        const float residual = state_.steps > kSettledSteps ? rollout_.residual : std::numeric_limits<float>::infinity();
        rollout_.stopped = plan_.stop && plan_.stop({rollout_.q, state_.unchanged, residual, rollout_.answer});
        state_.low = rollout_.q < options_.restart.q ? state_.low + 1 : 0;
        const bool restarts = options_.restart.after > 0 && (state_.sigma > 0 || random_starts_);
        if (!restarts || state_.low < options_.restart.after || rollout_.stopped || rollout_.cost >= options_.depth) return;
        if (!state_.before_restart || rollout_.q > state_.before_restart->q) state_.before_restart = rollout_;
        start();
    }

    /// Leaves in the state what a later stretch, or a search, needs of the workspace.
    void put_aside() {
        const bool finished = state_.finished(options_.depth);
        if (!finished || state_.keep) state_.states = {states_.z_H, states_.z_L};
        if (!finished) state_.logits = workspace_.previous_logits;
        if (!state_.keep) return;
        if (copy_)
            copy_->undo(workspace_.previous_logits, state_.logits);
        else
            state_.logits = workspace_.previous_logits;
    }

    const RolloutPlan& plan_;
    const SolveOptions& options_;
    const Architecture& arch_;
    RolloutWorkspace& workspace_;
    Workspace& states_;
    RolloutState& state_;
    Rollout& rollout_;
    bool random_starts_;
    std::vector<std::vector<std::int32_t>> choices_;  // with hints, tokens that differ only in what those say are equally likely
    std::optional<Copy> copy_;                        // none where the rollout works on the question itself
    PathNoise path_noise_;
};

}  // namespace

RolloutWorkspace::RolloutWorkspace(const Network& network)
    : states(network.workspace()),
      previous_logits(states.logits.size()),
      answer(to_size(network.architecture().seq_len)),
      undone(answer.size()) {}

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
