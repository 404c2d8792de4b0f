#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <thread>

#include "checkpoint/model_impl.hpp"
#include "ptrm/index.hpp"
#include "ptrm/solver.hpp"
#include "ptrm/sudoku.hpp"
#include "sampler/rollout.hpp"
#include "sampler/wave_search.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

namespace {

std::vector<Question> some_questions(int count) {
    std::vector<Question> questions;
    for (int i = 0; i < count; ++i) {
        Question question;
        for (int cell = 0; cell < 16; ++cell) question.tokens.push_back((cell * 7 + i * i * 3 + i) % 6);
        questions.push_back(question);
    }
    return questions;
}

Rollout rollout(std::vector<std::int32_t> answer, float q, float unrest) {
    Rollout result{};
    result.answer = std::move(answer);
    result.q = q;
    result.unrest = unrest;
    result.step = result.cost = 1;
    return result;
}

void check_same(const Result& a, const Result& b) {
    CHECK(a.answer == b.answer);
    CHECK(a.q == b.q);
    CHECK(a.rollout == b.rollout);
    CHECK(a.step == b.step);
    CHECK(a.net_evaluations == b.net_evaluations);
    REQUIRE(a.rollouts.size() == b.rollouts.size());
    for (std::size_t k = 0; k < a.rollouts.size(); ++k) {
        CHECK(a.rollouts[k].q == b.rollouts[k].q);
        CHECK(a.rollouts[k].unrest == b.rollouts[k].unrest);
        CHECK(a.rollouts[k].answer == b.rollouts[k].answer);
    }
}

}  // namespace

TEST_CASE("each selection picks by its own rule, the lower rollout on a tie") {
    const std::vector<Rollout> rollouts{rollout({1, 1}, 0.5f, 3), rollout({2, 2}, 2.0f, 2), rollout({3, 3}, 1.0f, 1),
                                        rollout({3, 3}, -1.0f, 1), rollout({1, 1}, 2.0f, 5)};
    CHECK(select_rollout(rollouts, Selection::best_q, {}) == 1);
    CHECK(select_rollout(rollouts, Selection::mode, {}) == 0);  // {1,1} and {3,3} twice each: first seen wins
    CHECK(select_rollout(rollouts, Selection::settled, {}) == 2);
    const auto only = [](std::int32_t token) {
        return [token](std::span<const std::int32_t> answer) { return answer[0] == token; };
    };
    CHECK(select_rollout(rollouts, Selection::verified, only(3)) == 2);
    CHECK(select_rollout(rollouts, Selection::verified, only(1)) == 4);
    CHECK(select_rollout(rollouts, Selection::verified, only(9)) == 1);  // none passes: plain best Q
    CHECK(select_rollout(rollouts, Selection::verified, {}) == 1);
    CHECK(select_rollout(std::span(rollouts).first(1), Selection::mode, {}) == 0);
}

TEST_CASE("one rollout without noise is plain TRM") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(3);
    const auto results = Solver(model, {.rollouts = 1, .depth = 5, .threads = 1}).solve(questions);
    const Network& network = model.impl().network;
    Workspace w = network.workspace();
    for (std::size_t i = 0; i < questions.size(); ++i) {
        network.embed(w, questions[i].tokens, {}, 0);
        network.start(w, {});
        for (int step = 0; step < 5; ++step) network.step(w);
        CHECK(results[i].q == w.q_halt);
        CHECK(results[i].step == 5);
        CHECK(results[i].rollout == 0);
        CHECK(results[i].net_evaluations == 5 * model.architecture().net_evaluations_per_step());
        for (std::size_t cell = 0; cell < 16; ++cell) {
            const auto first = w.logits.begin() + static_cast<Index>(6 * cell);
            CHECK(results[i].answer[cell] == std::max_element(first, first + 6) - first);
        }
    }
}

TEST_CASE("noise goes to the chosen state, before every step, scaled by sigma") {
    const Model model = test::random_model(test::kMixer);
    const Network& network = model.impl().network;
    const auto questions = some_questions(1);
    for (const NoiseTarget target : {NoiseTarget::z, NoiseTarget::y}) {
        const Result result =
            Solver(model,
                   {.rollouts = 3, .depth = 2, .noise = {.sigma = 0.7, .target = target}, .seed = 9, .keep = {.rollouts = true}})
                .solve(questions[0]);
        Workspace w = network.workspace();
        for (std::uint32_t k = 0; k < 3; ++k) {
            network.embed(w, questions[0].tokens, {}, 0);
            network.start(w, {});
            for (std::uint32_t step = 0; step < 2; ++step) {
                add_normals({noise_key(9, questions[0].tokens, 0), k}, NoiseStream::latent, step, 0.7f,
                            target == NoiseTarget::z ? w.z_L : w.z_H);
                network.step(w);
            }
            CHECK(result.rollouts[k].q == w.q_halt);
        }
        CHECK(result.rollouts[0].q != result.rollouts[1].q);
    }
}

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

TEST_CASE("seed, rollout and question change the noise") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(2);
    const SolveOptions options{.rollouts = 2, .depth = 2, .noise = {.sigma = 0.5}, .seed = 3, .keep = {.rollouts = true}};
    SolveOptions other = options;
    other.seed = 4;
    CHECK(Solver(model, options).solve(questions[0]).rollouts[0].q != Solver(model, other).solve(questions[0]).rollouts[0].q);
    CHECK(Solver(model, options).solve(questions[0]).q != Solver(model, options).solve(questions[1]).q);
}

TEST_CASE("more rollouts contain the fewer") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    const Result few =
        Solver(model, {.rollouts = 3, .depth = 2, .noise = {.sigma = 0.5}, .keep = {.rollouts = true}}).solve(question);
    const Result many =
        Solver(model, {.rollouts = 9, .depth = 2, .noise = {.sigma = 0.5}, .keep = {.rollouts = true}}).solve(question);
    for (std::size_t k = 0; k < 3; ++k) CHECK(few.rollouts[k].q == many.rollouts[k].q);
}

TEST_CASE("random starts differ between rollouts") {
    const Model model = test::random_model(test::kEqr);
    const Result result = Solver(model, {.rollouts = 2, .depth = 2, .keep = {.rollouts = true}}).solve(some_questions(1)[0]);
    CHECK(result.rollouts[0].q != result.rollouts[1].q);
}

TEST_CASE("steps are recorded on request") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    const Result result =
        Solver(model, {.rollouts = 2, .depth = 6, .noise = {.sigma = 0.5}, .keep = {.steps = true}}).solve(question);
    for (const Rollout& rollout : result.rollouts) {
        REQUIRE(rollout.steps.size() == 6);
        CHECK(rollout.steps[5].q == rollout.q);
        CHECK(rollout.steps[5].answer == rollout.answer);
        CHECK(rollout.steps[0].change == 0);
        CHECK(rollout.steps[1].change > 0);
        CHECK(rollout.unrest == Approx((rollout.steps[3].change + rollout.steps[4].change + rollout.steps[5].change) / 3));
    }
    // A shorter run is the beginning of a longer one.
    const Result shorter =
        Solver(model, {.rollouts = 2, .depth = 3, .noise = {.sigma = 0.5}, .keep = {.rollouts = true}}).solve(question);
    CHECK(shorter.rollouts[1].q == result.rollouts[1].steps[2].q);
    CHECK(Solver(model, {.depth = 1}).solve(question).rollouts.empty());
}

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
    solver.solve(questions, callbacks);
    CHECK(order.size() >= 5);
    CHECK(order.size() < 20);

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

// oneDNN allocates a few small objects in every product.
TEST_CASE("a running rollout on Eigen allocates nothing between its first and last step, whatever the search") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const std::vector<std::int32_t> unsolvable(16, 2);
    const StepRule never = verified_by([&](auto answer) { return puzzle->solves(unsolvable, answer); });
    for (const char* config : {test::kMixer, test::kAttentionRope, test::kEqr}) {
        const Model model = test::random_model(config, Backend::eigen);
        RolloutWorkspace workspace(model.impl().network);
        for (const SolveOptions& options : {SolveOptions{.depth = 6, .keep = {.steps = true}},
                                            SolveOptions{.depth = 6, .noise = {.sigma = 0.5, .target = NoiseTarget::y}},
                                            SolveOptions{.depth = 6, .noise = {.sigma = 0.5, .random_starts = true}},
                                            SolveOptions{.depth = 6, .symmetries = true, .keep = {.steps = true}},
                                            SolveOptions{.depth = 6, .search = Search::tree}}) {
            const Question question{std::vector<std::int32_t>(16, 1), 0};
            const bool copies = options.symmetries || options.search == Search::tree;
            std::vector<std::size_t> allocations;
            const auto count = [&] {
                allocations.push_back(test::allocations());
                return false;
            };
            allocations.reserve(100);
            RolloutState state;
            state.key = {1, 3};
            state.copy = 3;
            state.sigma = options.noise.sigma;
            state.keep = options.search == Search::tree;
            if (state.keep) state.guesses = {{2, 3}};
            REQUIRE(advance({model.impl().network, options, question, never, count, {}, puzzle.get(), copies, {}, {0, 5}}, 6,
                            workspace, state));
            REQUIRE(allocations.size() == 6);
            CHECK(allocations.front() == allocations.back());
        }
    }
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

TEST_CASE("a rollout whose Q stays low starts anew within its steps") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    SolveOptions options{
        .rollouts = 3, .depth = 6, .noise = {.sigma = 1.0}, .restart = {.after = 2, .q = 1e5}, .keep = {.steps = true}};
    const Result result = Solver(model, options).solve(question);
    options.restart.after = 0;
    const Result straight = Solver(model, options).solve(question);
    for (std::size_t k = 0; k < 3; ++k) {
        const Rollout& rollout = result.rollouts[k];
        CHECK(rollout.cost == 6);
        CHECK(rollout.steps[1].q == straight.rollouts[k].steps[1].q);
        CHECK(rollout.steps[2].q != straight.rollouts[k].steps[2].q);
        CHECK(rollout.steps[2].change == 0);
        // Its outcome is the best of three attempts of two steps.
        CHECK(rollout.q == std::max({rollout.steps[1].q, rollout.steps[3].q, rollout.steps[5].q}));
        CHECK(rollout.q == at(rollout.steps, rollout.step - 1).q);
    }
    CHECK(result.net_evaluations == 18 * model.architecture().net_evaluations_per_step());
    // Without noise it would only go the same way again.
    CHECK(Solver(model, {.depth = 6, .restart = {.after = 2, .q = 1e5}}).solve(question).q ==
          Solver(model, {.depth = 6}).solve(question).q);
}

TEST_CASE("any model can be given random starts") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    const Result result =
        Solver(model, {.rollouts = 2, .depth = 2, .noise = {.random_starts = true}, .keep = {.rollouts = true}}).solve(question);
    CHECK(result.rollouts[0].q != result.rollouts[1].q);
    CHECK(result.rollouts[0].q != Solver(model, {.depth = 2}).solve(question).q);
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

TEST_CASE("a settled rollout stops") {
    const Model model = test::random_model(test::kMixer);
    SolveOptions options{.rollouts = 4,
                         .depth = 20,
                         .noise = {.sigma = 0.5},
                         .stop = {.rule = Stop::settled, .change = 1e5, .unchanged = 0},
                         .keep = {.steps = true}};
    const Result result = Solver(model, options).solve(some_questions(1)[0]);
    CHECK(result.ending == Ending::met);
    CHECK(result.step == 4);  // the first with three changes behind it
    options.stop.change = 1e-9;
    CHECK(Solver(model, options).solve(some_questions(1)[0]).ending == Ending::exhausted);
}

TEST_CASE("a model without a Q head goes by what settles") {
    const Model model = test::random_model(test::kAttentionRope2d);
    const Question question = some_questions(1)[0];
    SolveOptions options{.rollouts = 5, .depth = 6, .noise = {.sigma = 0.3}, .keep = {.rollouts = true}};
    const Result result = Solver(model, options).solve(question);
    CHECK(result.q == 0);
    options.select = Selection::settled;
    CHECK(result.rollout == Solver(model, options).solve(question).rollout);
    for (const Rollout& other : result.rollouts) CHECK(result.rollouts[std::size_t(result.rollout)].unrest <= other.unrest);
    options.stop.rule = Stop::automatic;
    options.stop.change = 1e5;
    CHECK(Solver(model, options).solve(question).ending == Ending::met);
    CHECK(contains(error_of([&] { Solver(model, {.stop = {.rule = Stop::q}}); }), "stop: nothing that goes by Q"));
    CHECK(contains(error_of([&] { Solver(model, {.noise = {.sigma = 1}, .restart = {.after = 3}}); }), "no Q head"));
    CHECK(contains(error_of([&] { Solver(model, {.resampling = {.every = 3}}); }), "no Q head"));
}

TEST_CASE("with symmetries a rollout solves a copy of the question and answers the question") {
    const Model model = test::random_model(test::kMixer);
    const Question question = some_questions(1)[0];
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    SolveOptions options{.rollouts = 6, .depth = 5, .symmetries = true, .threads = 1, .keep = {.rollouts = true}};
    const Result result = Solver(model, options, puzzle).solve(question);
    bool changed = false;
    for (int k = 0; k < 6; ++k) {
        const Symmetry symmetry = sudoku_symmetry({2, 2}, options.seed, static_cast<std::uint64_t>(k));
        const Result alone = Solver(model, {.depth = 5}).solve(Question{symmetry.apply(question.tokens), 0});
        CHECK(result.rollouts[std::size_t(k)].answer == symmetry.undo(alone.answer));
        CHECK(result.rollouts[std::size_t(k)].q == alone.q);
        changed |= alone.answer != result.rollouts[0].answer;
    }
    CHECK(changed);
    options.threads = 3;
    CHECK(Solver(model, options, puzzle).solve(question).answer == result.answer);
    CHECK(contains(error_of([&] { Solver(model, options); }), "symmetries: a puzzle whose symmetries are known"));
    const auto other = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 3}));
    CHECK(contains(error_of([&] { Solver(model, options, other); }), "puzzle: expected 16 cells and 6 tokens"));
}

Model tree_model() {
    std::string config = test::kMixer;
    return test::random_model(config.insert(config.rfind('}'), R"(, "q_alive": true)"));
}

TEST_CASE("a tree goes down while nothing is dead, and begins anew at the root where all is") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const Model model = tree_model();
    const Question question = some_questions(1)[0];
    SolveOptions options{.rollouts = 40,
                         .depth = 4,
                         .search = Search::tree,
                         .tree = {.steps = 2, .dead = -1e6},
                         .threads = 1,
                         .keep = {.rollouts = true}};
    const Result open = Solver(model, options, puzzle).solve(question);
    CHECK(open.nodes == 40);
    CHECK(open.deepest >= 3);
    CHECK(open.net_evaluations == (4 + 39 * 2) * model.architecture().net_evaluations_per_step());
    REQUIRE(open.rollouts.size() == 40);
    for (const Rollout& node : open.rollouts) {
        std::set<int> cells;
        for (const Guess& guess : node.guesses) {
            CHECK(at(question.tokens, guess.cell) == 1);
            CHECK(guess.token >= 2);
            CHECK(cells.insert(guess.cell).second);
        }
    }
    CHECK(open.rollouts[1].guesses.size() == 1);
    CHECK(open.rollouts[2].guesses.size() == 2);  // depth first

    options.tree.dead = 1e6;
    const Result dead = Solver(model, options, puzzle).solve(question);
    CHECK(dead.deepest == 0);
    CHECK(dead.nodes == 40);
    options.limits.budget = 10 * model.architecture().net_evaluations_per_step();
    CHECK(Solver(model, options, puzzle).solve(question).nodes == 4);  // 4 steps, then 2 each
}

TEST_CASE("a tree's answers depend neither on threads nor on the other questions") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const Model model = tree_model();
    const auto questions = some_questions(5);
    SolveOptions options{.rollouts = 12,
                         .depth = 3,
                         .stop = {.rule = Stop::q, .q = 1},
                         .search = Search::tree,
                         .tree = {.dead = -5},
                         .threads = 1};
    const auto alone = Solver(model, options, puzzle).solve(questions);
    options.threads = 4;
    const auto together = Solver(model, options, puzzle).solve(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        CHECK(alone[i].answer == together[i].answer);
        CHECK(alone[i].nodes == together[i].nodes);
        CHECK(Solver(model, options, puzzle).solve(questions[i]).answer == alone[i].answer);
    }
}

TEST_CASE("a tree is refused where the model does not tell dead ends or the puzzle is not known") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    CHECK(contains(error_of([&] { Solver(test::random_model(test::kMixer), {.search = Search::tree}, puzzle); }),
                   "not trained to tell dead ends"));
    CHECK(contains(error_of([] { Solver(tree_model(), {.search = Search::tree}); }), "does not say what it solves"));
}

TEST_CASE("every pair of search options runs or is refused by name") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const Model model = tree_model();
    const Question question = some_questions(1)[0];
    const std::vector<std::pair<const char*, std::function<void(SolveOptions&)>>> settings{
        {"sigma", [](auto& o) { o.noise.sigma = 1; }},
        {"noise_target", [](auto& o) { o.noise.target = NoiseTarget::y; }},
        {"mode", [](auto& o) { o.select = Selection::mode; }},
        {"settled", [](auto& o) { o.select = Selection::settled; }},
        {"verified", [](auto& o) { o.select = Selection::verified; }},
        {"stop q", [](auto& o) { o.stop.rule = Stop::q; }},
        {"stop settled", [](auto& o) { o.stop.rule = Stop::settled; }},
        {"stop verified", [](auto& o) { o.stop.rule = Stop::verified; }},
        {"budget", [](auto& o) { o.limits.budget = 20; }},
        {"time_limit", [](auto& o) { o.limits.seconds = 5; }},
        {"restart_after", [](auto& o) { o.restart.after = 2; }},
        {"resample_every", [](auto& o) { o.resampling.every = 2; }},
        {"random_starts", [](auto& o) { o.noise.random_starts = true; }},
        {"symmetries", [](auto& o) { o.symmetries = true; }},
        {"tree", [](auto& o) { o.search = Search::tree; }},
        {"keep_steps", [](auto& o) { o.keep.steps = true; }}};
    int ran = 0, refused = 0;
    for (const auto& [first, set_first] : settings) {
        for (const auto& [second, set_second] : settings) {
            SolveOptions options{.rollouts = 5, .depth = 5, .threads = 2};
            set_first(options);
            set_second(options);
            INFO(first << " and " << second);
            try {
                const Result result = Solver(model, options, puzzle).solve(question);
                CHECK(result.answer.size() == 16);
                ++ran;
            } catch (const Error& error) {
                CHECK(error.code() == ErrorCode::bad_argument);
                ++refused;
            }
        }
    }
    CHECK(ran > 240);
    CHECK(refused == 8);  // resampling with copies, and a tree with noise, restarts or resampling
}

TEST_CASE("states are shown after every step") {
    const Model model = test::random_model(test::kMixer);
    std::vector<std::vector<float>> last(3);
    Callbacks callbacks;
    callbacks.on_states = [&](std::size_t puzzle, const StateView& view) {
        CHECK(puzzle == 0);
        CHECK(view.z.size() == 17 * 24);
        if (view.step == 4) at(last, view.rollout).assign(view.y.begin(), view.y.end());
    };
    const Result result =
        Solver(model, {.rollouts = 3, .depth = 4, .noise = {.sigma = 1}, .threads = 1, .keep = {.rollouts = true}})
            .solve(some_questions(1)[0], callbacks);
    CHECK(last[0].size() == 17 * 24);
    CHECK(last[0] != last[1]);
    CHECK(last[1] != last[2]);
}

TEST_CASE("stop rules look at what they are named for, and chain") {
    const std::vector<std::int32_t> answer{1, 2};
    const StepView view{0.5f, 2, 0.25f, answer};
    CHECK(q_above(0.4f)(view));
    CHECK_FALSE(q_above(0.5f)(view));
    CHECK(unchanged_for(2)(view));
    CHECK_FALSE(unchanged_for(3)(view));
    CHECK(settled_below(0.3f)(view));
    CHECK_FALSE(settled_below(0.25f)(view));
    CHECK(verified_by([](auto cells) { return cells[1] == 2; })({0.5f, 0, 0.25f, answer}));
    CHECK_FALSE(verified_by([](auto) -> bool { throw std::logic_error("asked again"); })(view));
    CHECK(both(q_above(0), unchanged_for(1))(view));
    CHECK_FALSE(both(q_above(0), unchanged_for(3))(view));
}

TEST_CASE("an effort means what the model says, and something sensible where it says nothing") {
    const auto model_saying = [](const std::string& efforts) {
        return Model::from_memory(random_model_bytes(test::kMixer, 1, {{"ptrm_effort", efforts}}), "m.safetensors");
    };
    const Model model = model_saying(R"({"low": {"rollouts": 1, "depth": 3}, "high": {"rollouts": 7, "depth": 5, "sigma": 0.25,
        "noise_target": "y", "select": "mode", "stop": "q", "stop_q": 1.5, "restart_after": 4}})");
    CHECK(effort_options(model, Effort::low).depth == 3);
    const SolveOptions high = effort_options(model, Effort::high);
    CHECK(high.rollouts == 7);
    CHECK(high.noise.sigma == 0.25);
    CHECK(high.noise.target == NoiseTarget::y);
    CHECK(high.select == Selection::mode);
    CHECK(high.stop.rule == Stop::q);
    CHECK(high.stop.q == 1.5);
    CHECK(high.restart.after == 4);
    CHECK(contains(error_of([&] { effort_options(model, Effort::max); }), "m.safetensors: ptrm_effort, level max"));
    for (const char* bad : {"[", R"({"low": {"depht": 1}})", R"({"low": {"depth": "deep"}})", R"({"low": {"stop": "red"}})"})
        CHECK(contains(error_of([&] { effort_options(model_saying(bad), Effort::low); }), "level low: cannot be read"));
    const Model silent = test::random_model(test::kMixer);
    CHECK(effort_options(silent, Effort::low).rollouts == 1);
    CHECK(effort_options(silent, Effort::max).rollouts == 100);
    CHECK(parse_effort("medium") == Effort::medium);
    CHECK(contains(error_of([] { parse_effort("heroic"); }), "got 'heroic'"));
}

TEST_CASE("every option of a search says its value and takes it back, and no other") {
    for (const SearchOption& option : search_options()) {
        INFO(option.name);
        SolveOptions options;
        const std::string usual = option.text(options);
        option.set(options, usual);
        CHECK(option.text(options) == usual);
        const auto is_taken = [&](const char* text) {
            try {
                option.set(options, text);
            } catch (const Error& error) {
                CHECK(error.subject() == option.name);
                return false;
            }
            CHECK(option.text(options) == text);
            return true;
        };
        const char* others[] = {"7", "0.25", "true", "mode", "q", "y", "tree"};
        CHECK(std::count_if(std::begin(others), std::end(others), is_taken) >= 1);
        CHECK(option.text(options) != usual);
        for (const char* bad : {"", "x", "1x", "-1e9", "nan", "1e999"}) CHECK_FALSE(is_taken(bad));
    }
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

TEST_CASE("a Q that is no number loses against any number") {
    std::vector<Rollout> rollouts(3);
    rollouts[0].q = rollouts[2].q = std::numeric_limits<float>::quiet_NaN();
    rollouts[1].q = -100;
    CHECK(select_rollout(rollouts, Selection::best_q, {}) == 1);
    CHECK(select_rollout(rollouts, Selection::verified, [](auto) { return true; }) == 1);
}
