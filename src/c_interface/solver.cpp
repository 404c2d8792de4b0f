#include <algorithm>

#include "base/index.hpp"
#include "c_interface/handles.hpp"
#include "puzzles/fit.hpp"

using namespace ptrm;

namespace {

KeepOptions parse_keep(std::string_view value) {
    if (value != "answers" && value != "rollouts" && value != "steps")
        throw Error(ErrorCode::bad_argument, "keep", "", "answers, rollouts or steps", std::string(value));
    return {.rollouts = value != "answers", .steps = value == "steps"};
}

SolveOptions options_of(const ptrm_solver& solver) {
    std::vector<Setting> settings;
    for (const auto& [name, value] : solver.settings) settings.push_back({name, value});
    SolveOptions options = options_by_name(solver.model, solver.effort, settings);
    options.keep = solver.keep;
    return options;
}

/// A grid of the model's board in the puzzle's own size.
void shrink(std::vector<std::int32_t>& grid, const Task& large, const Task& small) {
    std::size_t to = 0;
    for (int row = 0; row < small.rows; ++row)
        for (int col = 0; col < small.cols; ++col) grid[to++] = grid[to_size(row * large.cols + col)];
    grid.resize(to);
}

void shrink(Result& result, const Task& large, const Task& small) {
    const auto shrink_guesses = [&](std::vector<Guess>& guesses) {
        for (Guess& guess : guesses) guess.cell = guess.cell / large.cols * small.cols + guess.cell % large.cols;
    };
    shrink(result.answer, large, small);
    shrink_guesses(result.guesses);
    for (Rollout& rollout : result.rollouts) {
        shrink(rollout.answer, large, small);
        shrink_guesses(rollout.guesses);
        for (StepRecord& step : rollout.steps) shrink(step.answer, large, small);
    }
}

/// The callbacks of a program in C. @param given what it wants
Callbacks callbacks_of(const ptrm_solver& solver, const ptrm_callbacks* given) {
    Callbacks callbacks;
    callbacks.cancelled = [&solver, before = solver.cancellations.load(), given] {
        return solver.cancellations != before ||
               (given != nullptr && given->cancelled != nullptr && given->cancelled(given->user) != 0);
    };
    if (given == nullptr) return callbacks;
    if (given->size != sizeof(ptrm_callbacks))
        throw Error(ErrorCode::bad_argument, "callbacks.size", "", std::to_string(sizeof(ptrm_callbacks)),
                    std::to_string(given->size));
    if (given->verify != nullptr)
        callbacks.verify = [given](std::size_t puzzle, Tokens answer) {
            return given->verify(given->user, puzzle, answer.data(), answer.size()) != 0;
        };
    if (given->progress != nullptr)
        callbacks.on_progress = [given](const Progress& progress) {
            const ptrm_progress now{progress.puzzles_done, progress.puzzles_total, progress.net_evaluations};
            given->progress(given->user, &now);
        };
    if (given->step != nullptr)
        callbacks.on_states = [given](std::size_t puzzle, const StateView& view) {
            const ptrm_step step{puzzle, view.rollout, view.step, view.q, view.answer.data(), view.y.data(), view.z.data()};
            given->step(given->user, &step);
        };
    return callbacks;
}

std::shared_ptr<Solver> solver_of(ptrm_solver& solver) {
    const std::lock_guard lock(solver.mutex);
    if (!solver.solver) solver.solver = std::make_shared<Solver>(solver.model, options_of(solver), solver.puzzle);
    return solver.solver;
}

ptrm_status solve(ptrm_solver& handle, std::span<const Question> questions, const ptrm_callbacks* given, ptrm_result** result) {
    const Callbacks callbacks = callbacks_of(handle, given);
    const std::shared_ptr<Solver> solver = solver_of(handle);
    auto made = std::make_unique<ptrm_result>();
    made->tree_dead = solver->options().tree.dead;
    made->results = solver->solve(questions, callbacks);
    const auto is_cancelled = [](const Result& one) { return one.ending == Ending::cancelled; };
    if (std::any_of(made->results.begin(), made->results.end(), is_cancelled))
        return c::fail(PTRM_CANCELLED, "the call was cancelled");
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const Result& one = made->results[i];
        const bool right =
            callbacks.verify ? callbacks.verify(i, one.answer) : handle.puzzle->solves(questions[i].tokens, one.answer);
        made->solved.push_back(right ? 1 : callbacks.verify || handle.puzzle->has_rules() ? 0 : -1);
        made->claimed.push_back(claims(solver->options(), one) ? 1 : 0);
    }
    *result = made.release();
    return PTRM_OK;
}

}  // namespace

ptrm_status ptrm_solver_new(const ptrm_model* model, const char* effort, ptrm_solver** solver) {
    return c::guarded([&] {
        c::need("solver", solver);
        *solver = nullptr;
        c::need("model", model);
        std::optional<Effort> parsed;
        if (effort != nullptr) parsed = parse_effort(effort);
        *solver = new ptrm_solver{model->model, model->puzzle, model->puzzle_id, parsed};
        return PTRM_OK;
    });
}

ptrm_status ptrm_solver_set(ptrm_solver* solver, const char* name, const char* value) {
    return c::guarded([&] {
        c::need("solver", solver);
        c::need("name", name);
        c::need(name, value);
        const std::lock_guard lock(solver->mutex);
        if (std::string_view(name) == "keep") {
            const KeepOptions keep = parse_keep(value);
            if (keep.rollouts == solver->keep.rollouts && keep.steps == solver->keep.steps) return PTRM_OK;
            solver->keep = keep;
        } else {
            const std::string text = name;
            const Setting setting{text, value};
            options_by_name(solver->model, solver->effort, {&setting, 1});  // throws what is wrong with it
            std::erase_if(solver->settings, [&](const auto& one) { return one.first == text; });
            solver->settings.emplace_back(text, value);
        }
        solver->solver.reset();
        return PTRM_OK;
    });
}

ptrm_status ptrm_solver_get(const ptrm_solver* solver, const char* name, char* buffer, size_t capacity, size_t* needed) {
    return c::guarded([&] {
        c::need("solver", solver);
        c::need("name", name);
        const std::lock_guard lock(solver->mutex);
        const SolveOptions options = options_of(*solver);
        if (std::string_view(name) == "keep") {
            c::hand_out(options.keep.steps ? "steps" : options.keep.rollouts ? "rollouts" : "answers", buffer, capacity, needed);
            return PTRM_OK;
        }
        c::hand_out(search_option(name).text(options), buffer, capacity, needed);
        return PTRM_OK;
    });
}

void ptrm_solver_cancel(ptrm_solver* solver) { ++solver->cancellations; }
void ptrm_solver_free(ptrm_solver* solver) { delete solver; }

ptrm_status ptrm_solve(ptrm_solver* solver, const int32_t* tokens, size_t count, const ptrm_callbacks* callbacks,
                       ptrm_result** result) {
    return c::guarded([&] {
        c::need("result", result);
        *result = nullptr;
        c::need("solver", solver);
        if (count > 0) c::need("tokens", tokens);
        const std::size_t cells = to_size(solver->puzzle->cells());
        std::vector<Question> questions(count, {{}, solver->puzzle_id});
        for (std::size_t i = 0; i < count; ++i) questions[i].tokens.assign(tokens + i * cells, tokens + (i + 1) * cells);
        return solve(*solver, questions, callbacks, result);
    });
}

ptrm_status ptrm_solve_puzzles(ptrm_solver* solver, const ptrm_puzzle* const* puzzles, size_t count,
                               const ptrm_callbacks* callbacks, ptrm_result** result) {
    return c::guarded([&] {
        c::need("result", result);
        *result = nullptr;
        c::need("solver", solver);
        if (count > 0) c::need("puzzles", puzzles);
        const Puzzle& board = *solver->puzzle;
        std::vector<Question> questions(count, {{}, solver->puzzle_id});
        for (std::size_t i = 0; i < count; ++i) {
            c::need("puzzle", puzzles[i]);
            const PuzzleEntry& entry = puzzles[i]->entry;
            const Task& task = entry.puzzle->task();
            if (!fits(*entry.puzzle, board))
                throw Error(ErrorCode::bad_argument, "puzzle " + std::to_string(i), "",
                            board.task().puzzle + " of at most " + std::to_string(board.task().rows) + " x " +
                                std::to_string(board.task().cols) + ", which the model takes",
                            task.puzzle + " of " + std::to_string(task.rows) + " x " + std::to_string(task.cols));
            questions[i].tokens = pad(*entry.puzzle, board, entry.question);
        }
        const ptrm_status status = solve(*solver, questions, callbacks, result);
        if (status == PTRM_OK)
            for (std::size_t i = 0; i < count; ++i) shrink((*result)->results[i], board.task(), puzzles[i]->entry.puzzle->task());
        return status;
    });
}
