#include "ptrm/solver.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>

#include "base/parallel.hpp"
#include "checkpoint/model_impl.hpp"
#include "ptrm/error.hpp"
#include "sampler/rollout.hpp"
#include "sampler/select.hpp"
#include "sampler/waves.hpp"

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
    range("stop_q", options.stop_q, -1e6, 1e6);
    range("budget", static_cast<double>(options.budget), 0, 9e18);
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
    std::atomic<std::int64_t> nanoseconds{0};
    Result result;
    bool ready = false;
};

using Verify = std::function<bool(std::span<const std::int32_t>)>;

StopRule stop_rule(const SolveOptions& options, const Verify& verify) {
    const Stop stop = options.stop == Stop::automatic ? (verify ? Stop::verified : Stop::q) : options.stop;
    if (stop == Stop::q) return both(q_above(static_cast<float>(options.stop_q)), unchanged_for(1));
    if (stop == Stop::verified && verify) return verified_by(verify);
    return {};
}

/// The rollout that met the stop rule at the earliest step, the lowest on a tie; or nothing.
std::optional<std::size_t> first_stopped(std::span<const Rollout> rollouts) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < rollouts.size(); ++i)
        if (rollouts[i].stopped && (!first || rollouts[i].step < rollouts[*first].step)) first = i;
    return first;
}

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

    std::int64_t cost(std::span<const Rollout> rollouts) const {
        std::int64_t steps = 0;
        for (const Rollout& rollout : rollouts) steps += rollout.step;
        return steps * model.architecture().net_evaluations_per_step();
    }

    Result finish(Pending& pending, const Verify& verify) const {
        const auto stopped = first_stopped(pending.rollouts);
        const std::size_t chosen = stopped ? *stopped : select_rollout(pending.rollouts, options.selection, verify);
        const Rollout& rollout = pending.rollouts[chosen];
        Result result;
        result.answer = rollout.answer;
        result.q = rollout.q;
        result.rollout = static_cast<int>(chosen);
        result.step = rollout.step;
        result.stopped = rollout.stopped;
        result.net_evaluations = cost(pending.rollouts);
        result.seconds = 1e-9 * static_cast<double>(pending.nanoseconds);
        if (options.keep_rollouts) result.rollouts = std::move(pending.rollouts);
        pending.rollouts = {};
        return result;
    }

    std::vector<Result> solve(std::span<const Question> questions, const Callbacks& callbacks) {
        const Network& network = model.impl().network;
        const auto K = static_cast<std::size_t>(options.rollouts);
        const bool growing = options.stop != Stop::none;
        std::vector<Pending> puzzles(questions.size());
        for (std::size_t i = 0; i < questions.size(); ++i) {
            check(questions[i], i, network.architecture());
            puzzles[i].key = noise_key(options.seed, questions[i].tokens, questions[i].puzzle_id);
            puzzles[i].rollouts.resize(K);
        }

        std::mutex mutex;  // guards what follows, and that callbacks come one at a time
        std::size_t delivered = 0;
        Progress progress{0, questions.size(), 0, K * questions.size(), 0};
        std::vector<Result> results(questions.size());
        Waves waves(questions.size(), options.rollouts, growing);

        const auto run_task = [&](int worker, Waves::Task task) {
            Pending& pending = puzzles[task.puzzle];
            Verify verify;
            if (callbacks.verify)
                verify = [&](std::span<const std::int32_t> answer) { return callbacks.verify(task.puzzle, answer); };
            const auto began = std::chrono::steady_clock::now();
            auto rollout =
                run_rollout(network, options, questions[task.puzzle], {pending.key, static_cast<std::uint32_t>(task.rollout)},
                            growing && task.rollout == 0 ? 0.0 : options.sigma, stop_rule(options, verify), callbacks.cancelled,
                            workspaces[static_cast<std::size_t>(worker)]);
            if (!rollout) return waves.stop();
            pending.nanoseconds += std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count();
            const std::int64_t evaluations = cost(std::span(&*rollout, 1));
            pending.rollouts[static_cast<std::size_t>(task.rollout)] = std::move(*rollout);

            // Rollouts that have not run have no step, cost nothing and never count as stopped.
            bool decided = waves.wave_done(task.puzzle);
            if (decided && !first_stopped(pending.rollouts) && (options.budget == 0 || cost(pending.rollouts) < options.budget))
                decided = !waves.extend(task.puzzle);
            std::size_t needless = 0;
            if (decided) {
                std::erase_if(pending.rollouts, [](const Rollout& r) { return r.step == 0; });
                needless = K - pending.rollouts.size();
                pending.result = finish(pending, verify);
            }

            const std::lock_guard lock(mutex);
            if (decided) {  // a thread that was not the last of its wave may come here later, and must not undo it
                pending.ready = true;
                ++progress.puzzles_done;
            }
            progress.rollouts_done += 1 + needless;
            progress.net_evaluations += evaluations;
            if (callbacks.on_progress) callbacks.on_progress(progress);
            for (; delivered < puzzles.size() && puzzles[delivered].ready; ++delivered) {
                if (callbacks.on_result)
                    callbacks.on_result(delivered, std::move(puzzles[delivered].result));
                else
                    results[delivered] = std::move(puzzles[delivered].result);
            }
            if (decided) waves.close();
        };
        parallel_for(threads, static_cast<std::size_t>(threads), [&](int worker, std::size_t) {
            try {
                while (const auto task = waves.next()) run_task(worker, *task);
            } catch (...) {
                waves.stop();  // nobody waits for what will not come
                throw;
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
