#include "sampler/rollout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "ptrm/error.hpp"

namespace ptrm {
namespace {

/// The likeliest token of every cell.
void read_answer(const Buffer& logits, std::vector<std::int32_t>& answer) {
    const std::size_t V = logits.size() / answer.size();
    auto first = logits.begin();
    for (auto& token : answer) {
        const auto last = first + static_cast<std::ptrdiff_t>(V);
        token = static_cast<std::int32_t>(std::max_element(first, last) - first);
        first = last;
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

/// The copy of the question that a rollout works on, or nothing where that is the question itself.
std::optional<Symmetry> copy_of(const RolloutPlan& plan, std::uint64_t number, const Architecture& arch) {
    if (plan.puzzle == nullptr) return std::nullopt;
    auto symmetry = plan.puzzle->copy(plan.question.tokens, plan.options.seed, number);
    if (!symmetry) return std::nullopt;
    if (symmetry->cells.size() != static_cast<std::size_t>(arch.seq_len) ||
        symmetry->tokens.size() != static_cast<std::size_t>(arch.vocab_size))
        throw Error(ErrorCode::bad_argument, "symmetry", "",
                    std::to_string(arch.seq_len) + " cells and " + std::to_string(arch.vocab_size) + " tokens",
                    std::to_string(symmetry->cells.size()) + " and " + std::to_string(symmetry->tokens.size()));
    return symmetry;
}

/// Logits of a copy's cells and tokens as those of the question's.
void undo(const Symmetry& symmetry, const Buffer& logits, Buffer& undone) {
    const std::size_t V = symmetry.tokens.size();
    undone.resize(logits.size());
    for (std::size_t cell = 0; cell < symmetry.cells.size(); ++cell)
        for (std::size_t token = 0; token < V; ++token)
            undone[static_cast<std::size_t>(symmetry.cells[cell]) * V + token] =
                logits[cell * V + static_cast<std::size_t>(symmetry.tokens[token])];
}

}  // namespace

RolloutWorkspace::RolloutWorkspace(const Network& network)
    : states(network.workspace()),
      previous_logits(states.logits.size()),
      answer(static_cast<std::size_t>(network.architecture().seq_len)) {}

bool advance(const RolloutPlan& plan, int until, RolloutWorkspace& workspace, RolloutState& state) {
    const Network& network = plan.network;
    const SolveOptions& options = plan.options;
    const Question& question = plan.question;
    const Architecture& arch = network.architecture();
    const std::size_t cells = question.tokens.size();
    Workspace& states = workspace.states;
    Rollout& rollout = state.rollout;
    const auto start = [&] {
        const bool random = arch.random_starts || options.noise.random_starts;
        network.start(states, state.key, static_cast<std::uint32_t>(rollout.cost), random);
        state.steps = state.unchanged = state.low = 0;
        state.changes = {};
    };

    const std::optional<Symmetry> symmetry = copy_of(plan, state.key.rollout, arch);
    std::vector<std::int32_t> tokens = question.tokens;
    for (const Guess& guess : state.guesses) tokens[static_cast<std::size_t>(guess.cell)] = guess.token;
    network.embed(states, symmetry ? symmetry->apply(tokens) : tokens, question.puzzle_id);
    if (rollout.cost == 0) {
        rollout.answer.resize(cells);
        rollout.guesses = state.guesses;
        if (options.keep.steps)
            rollout.steps.assign(static_cast<std::size_t>(options.depth), {0, 0, std::vector<std::int32_t>(cells)});
        start();
    } else {
        states.z_H = state.z_H;
        states.z_L = state.z_L;
        workspace.previous_logits = state.logits;
    }
    const bool restarts = options.restart.after > 0 && (state.sigma > 0 || arch.random_starts || options.noise.random_starts);
    auto& target = options.noise.target == NoiseTarget::z ? states.z_L : states.z_H;
    PathNoise path_noise;
    if (arch.noise_scale > 0) {
        path_noise = [&, updates = static_cast<std::uint32_t>(arch.net_evaluations_per_step())](int update, std::span<float> z) {
            const std::uint32_t index = static_cast<std::uint32_t>(rollout.cost) * updates + static_cast<std::uint32_t>(update);
            add_normals(state.key, NoiseStream::path, index, static_cast<float>(arch.noise_scale), z);
        };
    }

    while (rollout.cost < until && !rollout.stopped) {
        if (plan.cancelled && plan.cancelled()) return false;
        state.out_of_time = plan.time_is_up && (rollout.cost > 0 || state.key.rollout > 0) && plan.time_is_up();
        if (state.out_of_time) break;
        const auto t = static_cast<std::uint32_t>(rollout.cost);
        if (state.sigma > 0) add_normals(state.key, NoiseStream::latent, t, static_cast<float>(state.sigma), target);
        network.step(states, path_noise);

        const float change = state.steps > 0 ? mean_change(workspace.previous_logits, states.logits, cells) : 0;
        state.changes[static_cast<std::size_t>(state.steps % kSettledSteps)] = change;
        workspace.previous_logits = states.logits;
        read_answer(states.logits, workspace.answer);
        if (symmetry) workspace.answer = symmetry->undo(workspace.answer);
        for (const std::size_t cell : plan.padding) workspace.answer[cell] = question.tokens[cell];
        state.unchanged = state.steps > 0 && workspace.answer == rollout.answer ? state.unchanged + 1 : 0;
        rollout.answer = workspace.answer;
        rollout.q = states.q_halt;
        rollout.alive = states.q_continue;
        const int seen = std::clamp(state.steps, 1, kSettledSteps);
        rollout.unrest = std::accumulate(state.changes.begin(), state.changes.end(), 0.0f) / static_cast<float>(seen);
        if (options.keep.steps) {
            StepRecord& record = rollout.steps[t];
            record.q = states.q_halt;
            record.change = change;
            record.answer = workspace.answer;
        }
        ++state.steps;
        rollout.step = ++rollout.cost;
        if (plan.on_states) plan.on_states({static_cast<int>(state.key.rollout), rollout.cost, states.z_H, states.z_L});
        const float unrest = state.steps > kSettledSteps ? rollout.unrest : std::numeric_limits<float>::infinity();
        rollout.stopped = plan.stop && plan.stop({rollout.q, state.unchanged, unrest, rollout.answer});

        state.low = rollout.q < options.restart.q ? state.low + 1 : 0;
        if (restarts && state.low >= options.restart.after && !rollout.stopped && rollout.cost < options.depth) {
            if (!state.before_restart || rollout.q > state.before_restart->q) state.before_restart = rollout;
            start();
        }
    }
    const bool finished = state.finished(options.depth);
    if (!finished) {
        state.z_H = states.z_H;
        state.z_L = states.z_L;
    }
    if (!finished) state.logits = workspace.previous_logits;
    if (state.keep_logits)
        symmetry ? undo(*symmetry, workspace.previous_logits, state.logits) : void(state.logits = workspace.previous_logits);
    return true;
}

Rollout outcome(const RolloutState& state, bool keep_steps) {
    Rollout result = state.rollout;
    if (state.before_restart && !result.stopped && state.before_restart->q > result.q) {
        const Rollout& better = *state.before_restart;
        result.answer = better.answer;
        result.q = better.q;
        result.unrest = better.unrest;
        result.step = better.step;
    }
    if (keep_steps) result.steps.resize(static_cast<std::size_t>(state.rollout.cost));
    return result;
}

}  // namespace ptrm
