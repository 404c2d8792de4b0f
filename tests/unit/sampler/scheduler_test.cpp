#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <span>
#include <thread>

#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/sudoku.hpp"
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

namespace {

/// The most threads that work on one question at once, when all wait for one another a while after the first `alone` net
/// evaluations.
int most_at_once(Solver solver, const Question& question, int alone) {
    std::mutex mutex;
    std::condition_variable changed;
    int steps = 0, inside = 0, most = 0;
    bool waits = true;
    Callbacks callbacks;
    callbacks.cancelled = [&] {
        std::unique_lock lock(mutex);
        most = std::max(most, ++inside);
        changed.notify_all();
        if (++steps > alone && waits) waits = changed.wait_for(lock, std::chrono::seconds(10), [&] { return most > 1; });
        --inside;
        return false;
    };
    solver.solve(question, callbacks);
    return most;
}

}  // namespace

TEST_CASE("threads that would wait run what comes next ahead of its turn, from the second wave on, and change no result") {
    const Question question = some_questions(1)[0];
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    SolveOptions waves{.rollouts = 3,
                       .depth = 4,
                       .noise = {.sigma = 1.0},
                       .stop = {.rule = Stop::q, .q = 1e6},
                       .threads = 2,
                       .keep = {.rollouts = true}};
    SolveOptions tree{.rollouts = 30,
                      .depth = 4,
                      .stop = {.rule = Stop::q, .q = 1e6},
                      .search = Search::tree,
                      .tree = {.steps = 2, .dead = -1e6},
                      .threads = 2,
                      .keep = {.rollouts = true}};
    const Model model = tree_model();
    CHECK(most_at_once(Solver(model, waves, puzzle), question, 24) == 2);
    CHECK(most_at_once(Solver(model, tree, puzzle), question, 24) == 2);

    // A search that ends early leaves behind what runs ahead.
    for (SolveOptions options : {waves, tree}) {
        options.rollouts = 12;
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
