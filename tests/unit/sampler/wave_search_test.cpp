#include "sampler/wave_search.hpp"

#include <cmath>
#include <numeric>
#include <span>

#include "base/index.hpp"
#include "base/noise.hpp"
#include "ptrm/model.hpp"
#include "ptrm/solver.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/solving.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("more rollouts contain the fewer") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    const Result few =
        Solver(model, {.rollouts = 3, .depth = 2, .noise = {.sigma = 0.5}, .keep = {.rollouts = true}}).solve(question);
    const Result many =
        Solver(model, {.rollouts = 9, .depth = 2, .noise = {.sigma = 0.5}, .keep = {.rollouts = true}}).solve(question);
    for (std::size_t k = 0; k < 3; ++k) CHECK(few.rollouts[k].q == many.rollouts[k].q);
}

TEST_CASE("a stop rule ends a rollout at the first step that meets it, and a puzzle at the first wave") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(10);
    Callbacks callbacks;
    // A rule that some rollouts meet early, some late, some never.
    callbacks.verify = [](std::size_t, std::span<const std::int32_t> answer) {
        return std::accumulate(answer.begin(), answer.end(), 0) % 23 == 0;
    };
    SolveOptions options{.rollouts = 8,
                         .depth = 5,
                         .noise = {.sigma = 1.5},
                         .seed = 2,
                         .stop = {.rule = Stop::verified},
                         .threads = 1,
                         .keep = {.steps = true}};
    const auto results = Solver(model, options).solve(questions, callbacks);
    int stopped = 0, exhausted = 0;
    for (const Result& result : results) {
        const auto size = count_of(result.rollouts);
        CHECK((size == 1 || size == 2 || size == 4 || size == 8));  // whole waves: 1, 1, 2, 4
        std::int64_t steps = 0;
        for (const Rollout& rollout : result.rollouts) {
            steps += rollout.step;
            REQUIRE(std::ssize(rollout.steps) == rollout.step);
            for (std::size_t i = 0; i < rollout.steps.size(); ++i)
                CHECK(callbacks.verify(0, rollout.steps[i].answer) == (rollout.stopped && i + 1 == rollout.steps.size()));
        }
        CHECK(result.net_evaluations == steps * model.architecture().net_evaluations_per_step());
        stopped += result.ending == Ending::met;
        exhausted += result.ending == Ending::exhausted;
        if (result.ending != Ending::met) {
            CHECK(size == 8);
            continue;
        }
        // The earliest step of the last wave wins, the lowest rollout on a tie; no wave before it stopped.
        for (int k = 0; k < size; ++k) {
            const Rollout& other = at(result.rollouts, k);
            if (size > 1 && k < size / 2) CHECK_FALSE(other.stopped);
            if (other.stopped) CHECK(std::pair(result.step, result.rollout) <= std::pair(other.step, k));
        }
    }
    CHECK(stopped > 0);
    CHECK(exhausted > 0);

    // The same for any number of threads and any company.
    for (const int threads : {2, 4}) {
        options.threads = threads;
        Solver solver(model, options);
        const auto again = solver.solve(questions, callbacks);
        for (std::size_t i = 0; i < questions.size(); ++i) {
            check_same(again[i], results[i]);
            check_same(solver.solve(questions[i], callbacks), results[i]);
        }
    }
}

TEST_CASE("with a stop rule the first rollout is plain TRM and the others are those of the full grid") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    SolveOptions options{.rollouts = 4,
                         .depth = 3,
                         .noise = {.sigma = 0.5},
                         .stop = {.rule = Stop::q, .q = 1e5},
                         .keep = {.rollouts = true}};  // never met
    const Result waves = Solver(model, options).solve(question);
    options.stop.rule = Stop::none;
    const Result grid = Solver(model, options).solve(question);
    REQUIRE(waves.rollouts.size() == 4);
    CHECK(waves.rollouts[0].q == Solver(model, {.depth = 3}).solve(question).q);
    for (std::size_t k = 1; k < 4; ++k) CHECK(waves.rollouts[k].q == grid.rollouts[k].q);
    CHECK(waves.ending == Ending::exhausted);

    options.stop.rule = Stop::automatic;  // no rule check: by Q, which is above -1e5 once the answer stays
    options.stop.q = -1e5;
    options.depth = 50;
    const Result settled = Solver(model, options).solve(question);
    if (settled.ending == Ending::met) CHECK(settled.step >= 2);

    // No wave begins beyond the budget.
    const std::int64_t per_rollout = 3 * model.architecture().net_evaluations_per_step();
    const Result cheap = Solver(model, {.rollouts = 8,
                                        .depth = 3,
                                        .noise = {.sigma = 0.5},
                                        .stop = {.rule = Stop::q, .q = 1e5},
                                        .limits = {.budget = 2 * per_rollout}})
                             .solve(question);
    CHECK(cheap.net_evaluations == 2 * per_rollout);
}

TEST_CASE("systematic resampling draws each by its weight and leaves the drawn in place") {
    const auto copies = [](const std::vector<std::size_t>& ancestors) {
        std::vector<int> count(ancestors.size());
        for (const std::size_t ancestor : ancestors) ++count[ancestor];
        return count;
    };
    CHECK(systematic_resampling(std::vector{1.0, 1.0, 1.0}, 0.5) == std::vector<std::size_t>{0, 1, 2});
    CHECK(systematic_resampling(std::vector{0.0, 1.0, 0.0, 0.0}, 0.3) == std::vector<std::size_t>{1, 1, 1, 1});
    CHECK(systematic_resampling(std::vector{0.5, 0.0, 0.25, 0.25}, 0.5) == std::vector<std::size_t>{0, 0, 2, 3});
    // Over all offsets the number of copies is the weight's share, and never off by one or more.
    const std::vector<double> weights{0.05, 0.4, 0.15, 0.3, 0.1};
    std::vector<double> mean(5);
    for (int i = 0; i < 1000; ++i) {
        const auto count = copies(systematic_resampling(weights, (i + 0.5) / 1000));
        CHECK(std::accumulate(count.begin(), count.end(), 0) == 5);
        for (std::size_t k = 0; k < 5; ++k) {
            CHECK(std::abs(count[k] - 5 * weights[k]) < 1);
            mean[k] += count[k] / 1000.0;
        }
    }
    for (std::size_t k = 0; k < 5; ++k) CHECK(mean[k] == Approx(5 * weights[k]).margin(0.002));
}

TEST_CASE("resampled rollouts are a function of the seed, descend from the best, and then go their own ways") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(6);
    SolveOptions options{.rollouts = 8,
                         .depth = 6,
                         .noise = {.sigma = 1.0},
                         .resampling = {.every = 2, .below = 1.0},
                         .threads = 1,
                         .keep = {.steps = true}};
    const auto results = Solver(model, options).solve(questions);
    int copied = 0;
    for (const Result& result : results) {
        CHECK(result.net_evaluations == 8 * 6 * model.architecture().net_evaluations_per_step());
        for (std::size_t a = 0; a < 8; ++a) {
            REQUIRE(result.rollouts[a].steps.size() == 6);
            for (std::size_t b = 0; b < a; ++b) {
                const auto &one = result.rollouts[a].steps, &other = result.rollouts[b].steps;
                if (one[1].q == other[1].q) {  // copies of one rollout after two steps
                    ++copied;
                    CHECK(one[5].q != other[5].q);
                }
            }
        }
    }
    CHECK(copied > 0);
    options.threads = 4;
    Solver solver(model, options);
    const auto again = solver.solve(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        check_same(again[i], results[i]);
        check_same(solver.solve(questions[i]), results[i]);
    }
    // Never uneven enough: the rollouts of the full grid, only interrupted.
    options.resampling.below = 0;
    const auto apart = Solver(model, options).solve(questions);
    options.resampling.every = 0;
    const auto grid = Solver(model, options).solve(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) check_same(apart[i], grid[i]);
}

TEST_CASE("a time limit ends the search with what there is, and says so") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(3);
    const auto results =
        Solver(model, {.rollouts = 100000, .depth = 100, .noise = {.sigma = 1.0}, .limits = {.seconds = 0.02}}).solve(questions);
    for (const Result& result : results) {
        CHECK(result.ending == Ending::out_of_time);
        CHECK(result.answer.size() == 16);
        CHECK(result.net_evaluations > 0);
    }
    CHECK(Solver(model, {.depth = 2, .limits = {.seconds = 1000}}).solve(questions[0]).ending == Ending::exhausted);
}
