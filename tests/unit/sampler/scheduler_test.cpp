#include <algorithm>
#include <atomic>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>

#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/sudoku.hpp"
#include "sampler/scheduler.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/solving.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("the same bits for any number of threads, alone, in batches and in any chunks") {
    for (const char* config : {test::kMixer, test::kAttentionRope, test::kEqr}) {
        const Model model = test::random_model(config);
        const auto questions = some_questions(12);
        SolveOptions options{
            .rollouts = 5, .depth = 4, .noise = {.sigma = 0.5}, .seed = 3, .threads = 1, .keep = {.rollouts = true}};
        const auto expected = Solver(model, options).solve(questions);
        for (const int threads : {1, 2, 4}) {
            options.threads = threads;
            Solver solver(model, options);
            const auto together = solver.solve(questions);
            for (std::size_t i = 0; i < questions.size(); ++i) {
                check_same(together[i], expected[i]);
                check_same(solver.solve(questions[i]), expected[i]);
            }
            for (const std::size_t chunk : {1u, 3u, 5u, 12u}) {
                for (std::size_t first = 0; first < questions.size(); first += chunk) {
                    const auto part =
                        solver.solve(std::span(questions).subspan(first, std::min(chunk, questions.size() - first)));
                    for (std::size_t i = 0; i < part.size(); ++i) check_same(part[i], expected[first + i]);
                }
            }
        }
        // Wherever it stands in a list, and whatever stands around it.
        auto reversed = questions;
        std::reverse(reversed.begin(), reversed.end());
        const auto backwards = Solver(model, options).solve(reversed);
        for (std::size_t i = 0; i < questions.size(); ++i) check_same(backwards[questions.size() - 1 - i], expected[i]);
    }
}

TEST_CASE("results come in order, with progress, until cancelled") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(20);
    Solver solver(model, {.rollouts = 2, .depth = 3, .noise = {.sigma = 1.0}, .threads = 4});
    std::vector<std::size_t> order;
    Progress last;
    Callbacks callbacks;
    callbacks.on_result = [&](std::size_t puzzle, Result&& result) {
        order.push_back(puzzle);
        CHECK(result.answer.size() == 16);
    };
    callbacks.on_progress = [&](const Progress& progress) { last = progress; };
    solver.solve(questions, callbacks);
    std::vector<std::size_t> expected(20);
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(order == expected);
    CHECK(last.puzzles_done == 20);
    CHECK(last.rollouts_done == 40);
    CHECK(last.rollouts_total == 40);
    CHECK(last.net_evaluations == 40 * 3 * model.architecture().net_evaluations_per_step());

    order.clear();
    std::atomic<int> results{0};
    callbacks.on_result = [&](std::size_t puzzle, Result&&) {
        order.push_back(puzzle);
        ++results;
    };
    callbacks.cancelled = [&] { return results >= 5; };
    // However late the first ones come, the last ten wait for them.
    callbacks.on_states = [&](std::size_t puzzle, const StateView&) {
        while (puzzle >= 10 && results < 5) std::this_thread::yield();
    };
    solver.solve(questions, callbacks);
    callbacks.on_states = {};
    CHECK(order.size() >= 5);
    CHECK(order.size() <= 10);

    callbacks.on_result = {};
    std::atomic<int> steps{0};
    callbacks.cancelled = [&] { return ++steps > 20; };
    const auto part = Solver(model, {.depth = 3, .threads = 1}).solve(questions, callbacks);
    CHECK(part.front().ending == Ending::exhausted);
    CHECK(part.back().ending == Ending::cancelled);
    CHECK(part.back().answer.empty());

    callbacks.cancelled = {};
    callbacks.on_result = [](std::size_t, Result&&) { throw std::runtime_error("disk full"); };
    CHECK_THROWS_WITH(solver.solve(questions, callbacks), "disk full");
}

TEST_CASE("every result is delivered, whichever thread comes last") {
    const Model model = test::random_model(test::kAttentionRope);
    const auto questions = some_questions(5);
    for (const Stop stop : {Stop::none, Stop::q}) {
        Solver solver(model, {.rollouts = 6, .depth = 1, .noise = {.sigma = 1.0}, .stop = {.rule = stop}, .threads = 8});
        for (int round = 0; round < 150; ++round)
            for (const Result& result : solver.solve(questions)) REQUIRE(result.answer.size() == 16);
    }
}

TEST_CASE("one solver from two threads gives each its answers, and a call from within a callback is refused") {
    const Model model = test::random_model(test::kMixer);
    Solver solver(model, {.rollouts = 3, .depth = 3, .noise = {.sigma = 1}, .threads = 2});
    const auto questions = some_questions(8);
    const auto expected = solver.solve(questions);
    std::vector<std::vector<Result>> results(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : results) threads.emplace_back([&] { mine = solver.solve(questions); });
    }
    for (const auto& mine : results)
        for (std::size_t i = 0; i < questions.size(); ++i) CHECK(mine[i].answer == expected[i].answer);
    Callbacks callbacks;
    callbacks.on_result = [&](std::size_t, Result&&) { solver.solve(questions[0]); };
    CHECK(contains(error_of([&] { solver.solve(questions, callbacks); }), "a call from outside of its own callbacks"));
    CHECK(solver.solve(questions).size() == 8);  // it works on
}

TEST_CASE("a thread without a task takes part in what others do together, and whoever fails, its exception comes home") {
    const auto job = std::make_shared<Job>();
    Scheduler scheduler(1, [&](std::size_t) { return Wave{job}; });
    const auto task = scheduler.next(0);
    REQUIRE(task);
    std::jthread other([&] { static_cast<void>(scheduler.next(1)); });
    for (const std::string fails : {"nobody", "the helper", "the leader"}) {
        Pace pace;
        std::atomic<int> lines = 0;
        std::atomic<bool> right = true, helped = false;
        const auto part = [&](const Share& share, int thread) {
            if (share.leads() != (thread == 0)) right = false;
            if (!share.alone() && fails == "the leader" && share.leads()) throw std::runtime_error(fails);
            share.wait();
            lines += share.of(16, 8).count;
            if (!share.alone()) helped = true;
            if (!share.leads() && fails == "the helper") throw std::runtime_error(fails);
        };
        std::string failed = "nobody";
        for (int round = 0; failed == "nobody" && !helped && right && round < 1'000'000; ++round) {
            lines = 0;
            try {
                scheduler.together(0, 2, pace, part);
                if (lines != 16) right = false;
            } catch (const std::runtime_error& problem) {
                failed = problem.what();
            }
        }
        CHECK(failed == fails);
        CHECK(right);
    }
    CHECK(scheduler.done(*task));
    scheduler.close();
}

TEST_CASE("a search that several threads share ends as one thread's") {
    const Question question = some_questions(1)[0];
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const SolveOptions waves{
        .rollouts = 12, .depth = 4, .noise = {.sigma = 1.0}, .stop = {.rule = Stop::q}, .keep = {.rollouts = true}};
    const SolveOptions tree{.rollouts = 12,
                            .depth = 4,
                            .stop = {.rule = Stop::q},
                            .search = Search::tree,
                            .tree = {.steps = 2, .dead = -1e6},
                            .keep = {.rollouts = true}};
    const Model model = tree_model();
    for (SolveOptions options : {waves, tree}) {
        for (const double q : {1e6, -0.5, 0.0, 0.5}) {
            options.stop.q = q;
            options.threads = 1;
            const Result expected = Solver(model, options, puzzle).solve(question);
            options.threads = 4;
            Solver solver(model, options, puzzle);
            for (int round = 0; round < 20; ++round) check_same(solver.solve(question), expected);
        }
    }
}
