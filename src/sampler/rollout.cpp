#include "sampler/rollout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace ptrm {
namespace {

constexpr int kSettledSteps = 3;  // EqR looks at the last three changes

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

}  // namespace

RolloutWorkspace::RolloutWorkspace(const Network& network)
    : states(network.workspace()),
      previous_logits(states.logits.size()),
      answer(static_cast<std::size_t>(network.architecture().seq_len)) {}

std::optional<Rollout> run_rollout(const Network& network, const SolveOptions& options, const Question& question, NoiseKey key,
                                   double sigma, const StopRule& stop, const std::function<bool()>& cancelled,
                                   RolloutWorkspace& workspace) {
    const Architecture& arch = network.architecture();
    Workspace& states = workspace.states;
    Rollout rollout;
    rollout.answer.resize(question.tokens.size());
    if (options.keep_steps)
        rollout.steps.assign(static_cast<std::size_t>(options.depth), {0, 0, std::vector<std::int32_t>(question.tokens.size())});

    std::uint32_t step = 0;
    PathNoise path_noise;
    if (arch.noise_scale > 0) {
        path_noise = [&, updates = static_cast<std::uint32_t>(arch.net_evaluations_per_step())](int update,
                                                                                                std::span<float> state) {
            add_normals(key, NoiseStream::path, step * updates + static_cast<std::uint32_t>(update),
                        static_cast<float>(arch.noise_scale), state);
        };
    }
    auto& target = options.noise_target == NoiseTarget::z ? states.z_L : states.z_H;

    network.embed(states, question.tokens, question.puzzle_id);
    network.start(states, key);
    std::array<float, kSettledSteps> changes{};
    int unchanged = 0;
    while (step < static_cast<std::uint32_t>(options.depth) && !rollout.stopped) {
        if (cancelled && cancelled()) return std::nullopt;
        if (sigma > 0) add_normals(key, NoiseStream::latent, step, static_cast<float>(sigma), target);
        network.step(states, path_noise);
        if (step > 0)
            changes[step % kSettledSteps] = mean_change(workspace.previous_logits, states.logits, question.tokens.size());
        workspace.previous_logits = states.logits;
        read_answer(states.logits, workspace.answer);
        unchanged = step > 0 && workspace.answer == rollout.answer ? unchanged + 1 : 0;
        rollout.answer = workspace.answer;
        if (options.keep_steps) {
            rollout.steps[step].q = states.q_halt;
            rollout.steps[step].change = changes[step % kSettledSteps];
            rollout.steps[step].answer = workspace.answer;
        }
        rollout.step = static_cast<int>(++step);
        rollout.stopped = stop && stop({rollout.step, states.q_halt, unchanged, rollout.answer});
    }
    if (options.keep_steps) rollout.steps.resize(step);
    rollout.q = states.q_halt;
    const int seen = std::clamp(rollout.step - 1, 1, kSettledSteps);
    rollout.unrest = std::accumulate(changes.begin(), changes.end(), 0.0f) / static_cast<float>(seen);
    return rollout;
}

}  // namespace ptrm
