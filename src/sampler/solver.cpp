#include "ptrm/solver.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>

#include "base/parallel.hpp"
#include "checkpoint/model_impl.hpp"
#include "ptrm/error.hpp"
#include "sampler/rollout.hpp"
#include "sampler/select.hpp"

namespace ptrm {
namespace {

void check(const SolveOptions& options) {
    const auto range = [](const char* name, double value, double low, double high) {
        if (!(value >= low && value <= high))
            throw Error(ErrorCode::bad_argument, name, "", "a value from " + std::to_string(low) + " to " + std::to_string(high),
                        std::to_string(value));
    };
    range("rollouts", options.rollouts, 1, 1e6);
    range("depth", options.depth, 1, 1e6);
    range("sigma", options.sigma, 0, 1e3);
    range("threads", options.threads, 0, 1024);
}

void check(const Question& question, std::size_t index, const Architecture& arch) {
    const std::string name = "question " + std::to_string(index);
    if (question.tokens.size() != static_cast<std::size_t>(arch.seq_len))
        throw Error(ErrorCode::bad_argument, name, "", std::to_string(arch.seq_len) + " tokens",
                    std::to_string(question.tokens.size()));
    for (const std::int32_t token : question.tokens)
        if (token < 0 || token >= arch.vocab_size)
            throw Error(ErrorCode::bad_argument, name, "", "tokens from 0 to " + std::to_string(arch.vocab_size - 1),
                        std::to_string(token));
    if (question.puzzle_id < 0 || question.puzzle_id >= arch.num_puzzle_identifiers)
        throw Error(ErrorCode::bad_argument, name, "",
                    "a puzzle identifier from 0 to " + std::to_string(arch.num_puzzle_identifiers - 1),
                    std::to_string(question.puzzle_id));
}

/// The rollouts of one question as they come in.
struct Pending {
    std::uint64_t key = 0;
    std::vector<Rollout> rollouts;
    std::atomic<int> missing{0};
    std::atomic<std::int64_t> nanoseconds{0};
    Result result;
    bool ready = false;
};

}  // namespace

struct Solver::Impl {
    Model model;
    SolveOptions options;
    int threads;
    std::vector<RolloutWorkspace> workspaces;  // one per thread

    Impl(Model m, SolveOptions o) : model(std::move(m)), options(o) {
        check(options);
        options.keep_rollouts |= options.keep_steps;
        threads = options.threads > 0 ? options.threads : hardware_threads();
        for (int i = 0; i < threads; ++i) workspaces.emplace_back(model.impl().network);
    }

    Result finish(Pending& pending, std::size_t puzzle, const Callbacks& callbacks) const {
        std::function<bool(std::span<const std::int32_t>)> verify;
        if (callbacks.verify) verify = [&](std::span<const std::int32_t> answer) { return callbacks.verify(puzzle, answer); };
        const std::size_t chosen = select_rollout(pending.rollouts, options.selection, verify);
        Result result;
        result.answer = pending.rollouts[chosen].answer;
        result.q = pending.rollouts[chosen].q;
        result.rollout = static_cast<int>(chosen);
        result.step = options.depth;
        result.net_evaluations = std::int64_t{options.rollouts} * options.depth * model.architecture().net_evaluations_per_step();
        result.seconds = 1e-9 * static_cast<double>(pending.nanoseconds);
        if (options.keep_rollouts) result.rollouts = std::move(pending.rollouts);
        pending.rollouts = {};
        return result;
    }

    std::vector<Result> solve(std::span<const Question> questions, const Callbacks& callbacks) {
        const Network& network = model.impl().network;
        const auto K = static_cast<std::size_t>(options.rollouts);
        std::vector<Pending> puzzles(questions.size());
        for (std::size_t i = 0; i < questions.size(); ++i) {
            check(questions[i], i, network.architecture());
            puzzles[i].key = noise_key(options.seed, questions[i].tokens, questions[i].puzzle_id);
            puzzles[i].rollouts.resize(K);
            puzzles[i].missing = options.rollouts;
        }

        std::mutex mutex;  // guards what follows, and that callbacks come one at a time
        std::size_t delivered = 0;
        Progress progress{0, K * questions.size(), 0};
        std::vector<Result> results(questions.size());

        parallel_for(threads, K * questions.size(), [&](int worker, std::size_t item) {
            const std::size_t puzzle = item / K;
            Pending& pending = puzzles[puzzle];
            const NoiseKey key{pending.key, static_cast<std::uint32_t>(item % K)};
            const auto began = std::chrono::steady_clock::now();
            auto rollout = run_rollout(network, options, questions[puzzle], key, callbacks.cancelled,
                                       workspaces[static_cast<std::size_t>(worker)]);
            if (!rollout) return;
            pending.nanoseconds += std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count();
            pending.rollouts[item % K] = std::move(*rollout);
            const bool last = --pending.missing == 0;
            if (last) pending.result = finish(pending, puzzle, callbacks);

            const std::lock_guard lock(mutex);
            pending.ready = last;
            ++progress.rollouts_done;
            progress.net_evaluations += std::int64_t{options.depth} * network.architecture().net_evaluations_per_step();
            if (callbacks.on_progress) callbacks.on_progress(progress);
            for (; delivered < puzzles.size() && puzzles[delivered].ready; ++delivered) {
                if (callbacks.on_result)
                    callbacks.on_result(delivered, std::move(puzzles[delivered].result));
                else
                    results[delivered] = std::move(puzzles[delivered].result);
            }
        });
        return results;
    }
};

Solver::Solver(Model model, SolveOptions options) : impl_(std::make_unique<Impl>(std::move(model), options)) {}
Solver::~Solver() = default;
Solver::Solver(Solver&&) noexcept = default;
Solver& Solver::operator=(Solver&&) noexcept = default;

const Model& Solver::model() const { return impl_->model; }
const SolveOptions& Solver::options() const { return impl_->options; }

Result Solver::solve(const Question& question, const Callbacks& callbacks) {
    Result result;
    Callbacks one = callbacks;
    one.on_result = [&](std::size_t puzzle, Result&& ready) {
        result = std::move(ready);
        if (callbacks.on_result) callbacks.on_result(puzzle, Result(result));
    };
    impl_->solve(std::span(&question, 1), one);
    return result;
}

std::vector<Result> Solver::solve(std::span<const Question> questions, const Callbacks& callbacks) {
    return impl_->solve(questions, callbacks);
}

}  // namespace ptrm
