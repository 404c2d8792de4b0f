#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <span>

#include "ptrm/model.hpp"
#include "ptrm/solver.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/solving.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("verified selection asks the caller and keeps to the question") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(4);
    Solver solver(
        model, {.rollouts = 6, .depth = 2, .noise = {.sigma = 2.0}, .select = Selection::verified, .keep = {.rollouts = true}});
    Callbacks callbacks;
    std::vector<std::atomic<int>> asked(4);
    callbacks.verify = [&](std::size_t puzzle, std::span<const std::int32_t> answer) {
        ++asked[puzzle];
        return std::accumulate(answer.begin(), answer.end(), 0) % 2 == 0;
    };
    for (const Result& result : solver.solve(questions, callbacks)) {
        float best = -1e30f, best_even = -1e30f;
        for (const Rollout& rollout : result.rollouts) {
            best = std::max(best, rollout.q);
            if (std::accumulate(rollout.answer.begin(), rollout.answer.end(), 0) % 2 == 0)
                best_even = std::max(best_even, rollout.q);
        }
        CHECK(result.q == (best_even > -1e30f ? best_even : best));
    }
    for (const auto& count : asked) CHECK(count == 6);
}

TEST_CASE("a forked process cannot use a solver, but drops it without waiting for threads that are not its own") {
    const Model model = test::random_model(test::kMixer);
    auto solver = std::make_unique<Solver>(model, SolveOptions{.depth = 2, .threads = 2});
    const Question question = some_questions(1)[0];
    const Result before = solver->solve(question);
    const pid_t child = fork();
    if (child == 0) {
        bool refused = false;
        try {
            solver->solve(question);
        } catch (const Error&) {
            refused = true;
        }
        solver.reset();
        _exit(refused ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    check_same(solver->solve(question), before);
}

TEST_CASE("a time limit holds for many rollouts: those that never begin cost little of one that runs") {
    const Model model = test::random_model(test::kMixer);
    const Question question = some_questions(1)[0];
    const auto seconds = [&](const SolveOptions& options, Ending ending) {
        const auto began = std::chrono::steady_clock::now();
        CHECK(Solver(model, options).solve(question).ending == ending);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    };
    const double one = seconds({.rollouts = 500, .depth = 1, .noise = {.sigma = 1}, .threads = 1}, Ending::exhausted) / 500;
    const SolveOptions many{.rollouts = 100'000, .depth = 1000, .noise = {.sigma = 1}, .limits = {.seconds = 0.2}, .threads = 2};
    CHECK(seconds(many, Ending::out_of_time) < 0.3 + 100'000 * one / 2);
}

TEST_CASE("memory is refused beyond the limit, which says how much a thread takes") {
    const auto bytes = random_model_bytes(test::kMixer, 1);
    LoadOptions limited;
    limited.memory_limit = 1 << 20;
    const Model model = Model::from_memory(bytes, "m", limited);
    CHECK(model.bytes_per_thread() > 10'000);
    CHECK(contains(error_of([&] { Solver(model, {.threads = 1000}); }), "m: threads: expected at most 1 MB for all threads"));
    limited.memory_limit = 1000;
    CHECK(contains(error_of([&] { Model::from_memory(bytes, "m", limited); }), "m: expected weights of at most"));
}

TEST_CASE("a model without a Q head goes by what settles") {
    const Model model = test::random_model(test::kAttentionRope2d);
    const Question question = some_questions(1)[0];
    SolveOptions options{.rollouts = 5, .depth = 6, .noise = {.sigma = 0.3}, .keep = {.rollouts = true}};
    const Result result = Solver(model, options).solve(question);
    CHECK(result.q == 0);
    options.select = Selection::settled;
    CHECK(result.rollout == Solver(model, options).solve(question).rollout);
    for (const Rollout& other : result.rollouts) CHECK(result.rollouts[std::size_t(result.rollout)].residual <= other.residual);
    options.stop.rule = Stop::automatic;
    options.stop.change = 1e5;
    CHECK(Solver(model, options).solve(question).ending == Ending::met);
    CHECK(contains(error_of([&] { Solver(model, {.stop = {.rule = Stop::q}}); }), "stop: nothing that goes by Q"));
    CHECK(contains(error_of([&] { Solver(model, {.noise = {.sigma = 1}, .restart = {.after = 3}}); }), "no Q head"));
    CHECK(contains(error_of([&] { Solver(model, {.resampling = {.every = 3}}); }), "no Q head"));
}

TEST_CASE("options and questions out of range are refused") {
    const Model model = test::random_model(test::kMixer);
    const auto set = [](std::string_view name, const char* text) {
        SolveOptions options;
        for (const SearchOption& option : search_options())
            if (option.name == name) option.set(options, text);
    };
    CHECK(contains(error_of([&] { Solver(model, {.rollouts = 0}); }), "rollouts: expected a whole number from 1"));
    CHECK(contains(error_of([&] { Solver(model, {.depth = -1}); }), "depth"));
    CHECK(contains(error_of([&] { Solver(model, {.noise = {.sigma = -0.1}}); }), "sigma"));
    CHECK(contains(error_of([&] { Solver(model, {.threads = -2}); }), "threads"));
    Solver solver(model, {});
    CHECK(contains(error_of([&] { solver.solve(Question{{1, 2}, 0}); }), "question 0: expected 16 tokens, got 2"));
    Question question = some_questions(1)[0];
    question.tokens[3] = 6;
    CHECK(contains(error_of([&] { solver.solve(question); }), "expected tokens from 0 to 5, got 6"));
    question.tokens[3] = -1;
    CHECK(contains(error_of([&] { solver.solve(question); }), "got -1"));
    question = some_questions(1)[0];
    question.puzzle_id = 1;
    CHECK(contains(error_of([&] { solver.solve(question); }), "a puzzle identifier from 0 to 0, got 1"));
    CHECK(solver.solve(std::span<const Question>{}).empty());
    CHECK(contains(error_of([&] { set("select", "luck"); }), "got 'luck'"));
    CHECK(contains(error_of([&] { set("stop", "red"); }), "got 'red'"));
    CHECK(contains(error_of([&] { Solver(model, {.limits = {.budget = -1}}); }), "budget"));
    CHECK(contains(error_of([&] { Solver(model, {.limits = {.seconds = -1}}); }), "time_limit"));
    CHECK(contains(error_of([&] { Solver(model, {.resampling = {.below = 2}}); }), "resample_below"));
    CHECK(contains(error_of([&] { set("noise_target", "x"); }), "got 'x'"));
    // A number that a program of its own made an option of.
    CHECK(contains(error_of([&] { Solver(model, {.stop = {.rule = static_cast<Stop>(99)}}); }),
                   "none, q, settled, verified or auto, got 99"));
    CHECK(contains(error_of([&] { Solver(model, {.select = static_cast<Selection>(99)}); }), "got 99"));
    CHECK(contains(error_of([&] { Solver(model, {.search = static_cast<Search>(99)}); }), "waves or tree, got 99"));
}
