#include "ptrm/solver.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>

#include "base/index.hpp"
#include "base/parallel.hpp"
#include "checkpoint/model_impl.hpp"
#include "ptrm/error.hpp"
#include "sampler/searches.hpp"
#include "sampler/select.hpp"
#include "sampler/stop/stop_rules.hpp"

namespace ptrm {

std::string_view name_of(Ending ending) {
    constexpr std::string_view kNames[] = {"met", "exhausted", "out-of-time", "cancelled"};
    return kNames[static_cast<std::size_t>(ending)];
}

bool claims(const SolveOptions& options, const Result& result) {
    return options.stop.rule == Stop::none ? result.q > 0 : result.ending == Ending::met;
}

namespace {

/// Whether a question that fills the grid has a copy besides itself.
bool has_copies(const PuzzleRules& rules) { return rules.copies(std::vector<std::int32_t>(to_size(rules.cells()), 1)) > 1; }

void check(const SolveOptions& options, const Architecture& arch, const PuzzleRules& rules) {
    SolveOptions same = options;
    for (const SearchOption& option : search_options()) option.set(same, option.text(options));  // throws out of its range
    const char* by_q = row_of(stop_rules(), options.stop.rule).by_q ? "stop"
                       : options.restart.after > 0                  ? "restart_after"
                       : options.resampling.every > 0               ? "resample_every"
                       : options.noise.ascent > 0                   ? "q_ascent"
                                                                    : nullptr;
    if (!arch.q_head && by_q != nullptr)
        throw Error(ErrorCode::bad_argument, by_q, "", "nothing that goes by Q, for this model has no Q head");
    const bool one_of_several = arch.num_puzzle_identifiers > 1;
    if (rules.cells() != arch.seq_len || rules.vocab_size() > arch.vocab_size ||
        (!one_of_several && rules.vocab_size() != arch.vocab_size))
        throw Error(ErrorCode::bad_argument, "puzzle", "",
                    std::to_string(arch.seq_len) + " cells and " + std::to_string(arch.vocab_size) + " tokens, as the model",
                    std::to_string(rules.cells()) + " and " + std::to_string(rules.vocab_size()));
    if (arch.hint_rows > 0 && (one_of_several ? rules.hint_rows() > arch.hint_rows : rules.hint_rows() != arch.hint_rows))
        throw Error(ErrorCode::bad_argument, "puzzle", "",
                    "one that gives " + std::to_string(arch.hint_rows) + " hints, as the model was trained with",
                    std::to_string(rules.hint_rows()));
    if (options.symmetries && !has_copies(rules))
        throw Error(ErrorCode::bad_argument, "symmetries", "",
                    "nothing, for no symmetry of '" + rules.task().puzzle + "' is known: no 'turns' or 'swaps' in ptrm_task",
                    "true");
    if (options.stop.confirm > 0 && !has_choices(rules))
        throw Error(ErrorCode::bad_argument, "confirm", "",
                    "0, for no cell of '" + rules.task().puzzle + "' is known to be open, so nothing can be filled in",
                    std::to_string(options.stop.confirm));
    if (options.noise.cells != NoiseCells::all && !has_choices(rules))
        throw Error(ErrorCode::bad_argument, "noise_cells", "",
                    "all, for no cell of '" + rules.task().puzzle + "' is known to be open",
                    search_option("noise_cells").text(options));
    if (options.resampling.every > 0 && options.symmetries)
        throw Error(
            ErrorCode::bad_argument, "resample_every", "",
            "no symmetries beside it, for a rollout that takes over another's state would read it as that of its own copy");
    search_of(options).check(options, arch, rules);
}

void check(const Question& question, std::size_t index, const Architecture& arch, const PuzzleRules& rules) {
    const std::string name = "question " + std::to_string(index);
    if (std::ssize(question.tokens) != arch.seq_len)
        throw Error(ErrorCode::bad_argument, name, "", std::to_string(arch.seq_len) + " tokens",
                    std::to_string(question.tokens.size()));
    for (const std::int32_t token : question.tokens)
        if (token < 0 || token >= rules.vocab_size())
            throw Error(ErrorCode::bad_argument, name, "", "tokens from 0 to " + std::to_string(rules.vocab_size() - 1),
                        std::to_string(token));
    if (question.puzzle_id < 0 || question.puzzle_id >= arch.num_puzzle_identifiers)
        throw Error(ErrorCode::bad_argument, name, "",
                    "a puzzle identifier from 0 to " + std::to_string(arch.num_puzzle_identifiers - 1),
                    std::to_string(question.puzzle_id));
}

/// Cells whose answer is what the question shows: padding, and what is given. @param raw padding alone
std::vector<std::size_t> given_cells(const PuzzleRules& rules, const Question& question, bool raw) {
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < question.tokens.size(); ++cell) {
        const std::int32_t token = question.tokens[cell];
        if (rules.is_padding(token) || (!raw && rules.choices(token) == std::vector{token})) cells.push_back(cell);
    }
    return cells;
}

/// The solver that this thread works for, so that a call from within one of its callbacks is known.
thread_local const void* t_solving = nullptr;

/// One call of solve(): the searches of its questions, run by several threads.
class Batch {
public:
    Batch(const Network& network, const SolveOptions& options, const PuzzleRules& rules, std::span<const Question> questions,
          const Callbacks& callbacks)
        : network_(network),
          options_(options),
          callbacks_(callbacks),
          rules_(rules),
          scheduler_(questions.size(), [this](std::size_t puzzle) { return puzzles_[puzzle].search->next_wave(); }),
          results_(questions.size()) {
        check_rules();
        progress_.puzzles_total = questions.size();
        progress_.rollouts_total = to_size(options.rollouts) * questions.size();
        for (std::size_t i = 0; i < questions.size(); ++i) {
            check(questions[i], i, network.architecture(), rules);
            puzzles_.emplace_back(options, network, questions[i], rules);
            Entry& puzzle = puzzles_.back();
            if (callbacks.verify)
                puzzle.verify = [this, i](std::span<const std::int32_t> answer) { return callbacks_.verify(i, answer); };
            else if (rules.has_rules())
                puzzle.verify = [&rules, &question = questions[i]](std::span<const std::int32_t> answer) {
                    return rules.solves(question.tokens, answer);
                };
            const StopRule& stop = running_rule(options.stop.rule, bool(puzzle.verify), network.architecture().q_head);
            puzzle.plan.stop = stop.make(options.stop, puzzle.verify);
            puzzle.plan.confirms = options.stop.confirm > 0 && stop.confirmed;
            puzzle.plan.given = given_cells(rules, questions[i], options.raw_answers);
            puzzle.plan.cancelled = callbacks.cancelled;
            if (callbacks.on_states)
                puzzle.plan.on_states = [this, i](const StateView& states) { callbacks_.on_states(i, states); };
            if (options.limits.seconds > 0)
                puzzle.plan.time_is_up = [&search = *puzzle.search, limit = options.limits.seconds] {
                    return search.seconds() >= limit;
                };
        }
    }

    std::vector<Result> run(ThreadPool& pool, std::vector<RolloutWorkspace>& workspaces, const void* solver) {
        pool.run([&](int thread) {
            const Turn turn(*this, workspaces, thread, solver);
            try {
                while (const auto task = scheduler_.next(thread)) run_task(*task, at(workspaces, thread));
            } catch (...) {
                scheduler_.stop();  // nobody waits for what will not come
                throw;
            }
        });
        return std::move(results_);
    }

private:
    /// @throws Error (bad_argument) if an option goes by rules that nobody has
    void check_rules() const {
        if (callbacks_.verify || rules_.has_rules()) return;
        for (const auto& [name, given] : {std::pair("stop", row_of(stop_rules(), options_.stop.rule).by_rules),
                                          {"select", row_of(selections(), options_.select).by_rules}})
            if (given)
                throw Error(ErrorCode::bad_argument, name, "",
                            "another value: '" + rules_.task().puzzle + "' has no rules to verify an answer by",
                            search_option(name).text(options_));
    }

    struct Entry {
        Entry(const SolveOptions& options, const Network& network, const Question& question, const PuzzleRules& rules)
            : search(search_of(options).make(options, network.architecture(), question, rules)),
              plan{network, options, question, {}, false, {}, {}, rules, options.symmetries || search_of(options).on_copies, {}} {
        }

        std::unique_ptr<PuzzleSearch> search;
        RolloutPlan plan;
        Verify verify;
        std::size_t counted = 0;  // rollouts that progress has been told of
        bool ready = false;
        Result result;
    };

    /// While a thread works for this batch: its steps are shared with those that have nothing else to do.
    class Turn {
    public:
        Turn(Batch& batch, std::vector<RolloutWorkspace>& workspaces, int thread, const void* solver)
            : batch_(batch), workspaces_(workspaces), thread_(thread) {
            t_solving = solver;
            own().states.team = [this](int most, const BlocksPart& part) { share(most, part); };
        }
        ~Turn() {
            own().states.team = {};
            t_solving = nullptr;
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        RolloutWorkspace& own() const { return at(workspaces_, thread_); }
        void share(int most, const BlocksPart& part) const {
            batch_.scheduler_.together(thread_, most, own().pace, [&](const Share& share, int thread) {
                part(share, at(workspaces_, thread).states.blocks);
            });
        }

        Batch& batch_;
        std::vector<RolloutWorkspace>& workspaces_;
        int thread_;
    };

    static std::int64_t steps_of(const Job& job) { return job.state.rollout.cost + job.state.rollout.view_steps; }

    void run_task(const Scheduler::Task& task, RolloutWorkspace& workspace) {
        Entry& puzzle = puzzles_[task.puzzle];
        Job& job = *task.job;
        const auto began = std::chrono::steady_clock::now();
        const std::int64_t before = steps_of(job);
        const bool ran = advance(puzzle.plan, job.until, workspace, job.state);
        if (!ran) return scheduler_.stop();
        job.nanoseconds += std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count();
        const std::int64_t steps = steps_of(job) - before;
        const std::size_t finished = job.state.finished(options_.depth) ? 1 : 0;

        bool decided = false;
        if (scheduler_.done(task)) {
            const Wave wave = puzzle.search->next_wave();
            decided = wave.empty();
            if (decided)
                puzzle.result = puzzle.search->finish(puzzle.verify);
            else
                scheduler_.extend(task.puzzle, wave);
        }
        report(task.puzzle, steps, finished, decided);
    }

    /// Progress, and the results that are next in order.
    void report(std::size_t index, std::int64_t steps, std::size_t finished, bool decided) {
        const std::lock_guard lock(mutex_);
        Entry& puzzle = puzzles_[index];
        const std::size_t all = to_size(options_.rollouts);
        // A thread that was not the last of its wave may come here after the one that was.
        const std::size_t done = puzzle.ready || decided ? all : puzzle.counted + finished;
        progress_.rollouts_done += done - puzzle.counted;
        puzzle.counted = done;
        puzzle.ready = puzzle.ready || decided;
        progress_.puzzles_done += decided ? 1 : 0;
        progress_.net_evaluations += steps * network_.architecture().net_evaluations_per_step();
        if (callbacks_.on_progress) callbacks_.on_progress(progress_);
        for (; delivered_ < puzzles_.size() && puzzles_[delivered_].ready; ++delivered_) {
            if (callbacks_.on_result)
                callbacks_.on_result(delivered_, std::move(puzzles_[delivered_].result));
            else
                results_[delivered_] = std::move(puzzles_[delivered_].result);
        }
        if (decided) scheduler_.close();
    }

    const Network& network_;
    const SolveOptions& options_;
    const Callbacks& callbacks_;
    const PuzzleRules& rules_;
    std::deque<Entry> puzzles_;
    Scheduler scheduler_;
    std::mutex mutex_;  // guards what follows, and that callbacks come one at a time
    Progress progress_;
    std::size_t delivered_ = 0;
    std::vector<Result> results_;
};

}  // namespace

struct Solver::Impl {
    std::mutex mutex;
    Model model;
    SolveOptions options;
    std::shared_ptr<const PuzzleRules> rules;
    std::vector<RolloutWorkspace> workspaces;  // one per thread
    std::optional<ThreadPool> pool;            // from the first call on
    pid_t process = getpid();                  // its threads are not those of a forked one

    Impl(Model m, SolveOptions o, std::shared_ptr<const PuzzleRules> r)
        : model(std::move(m)), options(o), rules(r ? std::move(r) : puzzle_of(model)) {
        check(options, model.architecture(), *rules);
        if (!model.architecture().q_head && options.select == Selection::best_q) options.select = Selection::settled;
        options.keep.rollouts |= options.keep.steps;
        const int threads = options.threads > 0 ? options.threads : usable_threads();
        check_memory(threads);
        for (int i = 0; i < threads; ++i) workspaces.emplace_back(ModelAccess::network(model));
    }

    void check_memory(int threads) const {
        const std::uint64_t all = static_cast<std::uint64_t>(threads) * model.bytes_per_thread(),
                            limit = ModelAccess::impl(model).memory_limit;
        if (all > limit)
            throw Error(ErrorCode::bad_argument, model.name(), "threads",
                        "at most " + std::to_string(limit >> 20) + " MB for all threads; take fewer, or raise memory_limit " +
                            "(--memory-limit)",
                        std::to_string(threads) + " of " + std::to_string(model.bytes_per_thread() >> 20) + " MB each");
    }

    std::vector<Result> solve(std::span<const Question> questions, const Callbacks& callbacks) {
        if (t_solving == this)
            throw Error(ErrorCode::bad_argument, "solve()", "",
                        "a call from outside of its own callbacks; take a Solver of its own there");
        if (process != getpid())
            throw Error(ErrorCode::bad_argument, "solve()", "",
                        "a call in the process that made the Solver; after fork() the child makes its own");
        const std::lock_guard lock(mutex);  // calls from several threads come one after the other
        if (!pool) pool.emplace(count_of(workspaces));
        return Batch(ModelAccess::network(model), options, *rules, questions, callbacks).run(*pool, workspaces, this);
    }
};

Solver::Solver(Model model, SolveOptions options, std::shared_ptr<const PuzzleRules> rules)
    : impl_(std::make_unique<Impl>(std::move(model), options, std::move(rules))) {}
Solver::~Solver() {
    // A forked process has none of the threads that its copy of the pool would wait for: it leaks instead.
    if (impl_ && impl_->process != getpid()) static_cast<void>(impl_.release());
}
Solver::Solver(Solver&&) noexcept = default;
Solver& Solver::operator=(Solver&& other) noexcept {
    std::swap(impl_, other.impl_);
    return *this;
}

const Model& Solver::model() const { return impl_->model; }
const SolveOptions& Solver::options() const { return impl_->options; }
const PuzzleRules& Solver::rules() const { return *impl_->rules; }

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
