#include "sampler/rollout.hpp"

#include <algorithm>

#include "base/index.hpp"
#include "base/noise.hpp"
#include "checkpoint/model_impl.hpp"
#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/sudoku.hpp"
#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/solving.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("one rollout without noise is plain TRM") {
    const Model model = test::random_model(test::kMixer);
    const auto questions = some_questions(3);
    const auto results = Solver(model, {.rollouts = 1, .depth = 5, .threads = 1}).solve(questions);
    const Network& network = ModelAccess::network(model);
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
    const Network& network = ModelAccess::network(model);
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

TEST_CASE("a schedule scales the noise of each step, and path noise can be another than the model's") {
    const Model model = test::random_model(test::kMixer);
    const Network& network = ModelAccess::network(model);
    const Question question = some_questions(1)[0];
    const NoiseKey key{noise_key(9, question.tokens, 0), 0};
    const double cosine[] = {1, 0.75, 0.25, 0, 0};
    for (const auto& [schedule, share] : {std::pair(NoiseSchedule::constant, std::vector{1.0, 1.0, 1.0, 0.0, 0.0}),
                                          {NoiseSchedule::linear, {1.0, 2.0 / 3, 1.0 / 3, 0.0, 0.0}},
                                          {NoiseSchedule::cosine, {std::begin(cosine), std::end(cosine)}}}) {
        const SolveOptions options{.depth = 5, .noise = {.sigma = 0.7, .schedule = schedule, .steps = 3, .path = 0.1}, .seed = 9};
        Workspace w = network.workspace();
        network.embed(w, question.tokens, {}, 0);
        network.start(w, {});
        for (std::uint32_t step = 0; step < 5; ++step) {
            if (step < 3) add_normals(key, NoiseStream::latent, step, static_cast<float>(0.7 * share[step]), w.z_L);
            const auto updates = static_cast<std::uint32_t>(model.architecture().net_evaluations_per_step());
            network.step(w, [&](int update, std::span<float> z, std::size_t) {
                add_normals(key, NoiseStream::path, step * updates + static_cast<std::uint32_t>(update), 0.1f, z);
            });
        }
        CHECK(Solver(model, options).solve(question).q == w.q_halt);
    }
}

TEST_CASE("noise goes to open or to given cells alone") {
    const Model model = test::tree_model();
    const Network& network = ModelAccess::network(model);
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const Question question{{3, 1, 1, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1, 2, 1, 1}, 0};
    const auto D = to_size(model.architecture().hidden_size), prefix = to_size(model.architecture().puzzle_positions);
    for (const NoiseCells cells : {NoiseCells::open, NoiseCells::given}) {
        Workspace w = network.workspace();
        network.embed(w, question.tokens, {}, 0);
        network.start(w, {});
        for (std::uint32_t step = 0; step < 2; ++step) {
            Buffer noise(w.z_L.size());
            add_normals({noise_key(9, question.tokens, 0), 0}, NoiseStream::latent, step, 0.7f, noise);
            for (std::size_t i = 0; i < noise.size(); ++i) {
                const std::size_t position = i / D;
                if (position < prefix) continue;
                if ((question.tokens[position - prefix] == 1) == (cells == NoiseCells::open)) w.z_L[i] += noise[i];
            }
            network.step(w);
        }
        CHECK(Solver(model, {.depth = 2, .noise = {.sigma = 0.7, .cells = cells}, .seed = 9}, puzzle).solve(question).q ==
              Approx(w.q_halt).margin(1e-4));
    }
}

TEST_CASE("the answer state climbs the gradient of log sigmoid(q) before every step but the first") {
    const Model model = test::random_model(test::kMixer);
    const Network& network = ModelAccess::network(model);
    const Question question = some_questions(1)[0];
    const auto D = to_size(model.architecture().hidden_size);
    Workspace w = network.workspace();
    network.embed(w, question.tokens, {}, 0);
    network.start(w, {});
    network.step(w);
    const Buffer first = w.z_H;
    const float q = w.q_halt;
    network.ascend(w, 0.5f);
    // q is linear in the first position, so the gradient there is the slope of log sigmoid times q's weights; nothing else moves.
    std::vector<float> weights;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const float moved = w.z_H[i] - first[i];
        if (i < D)
            weights.push_back(moved / 0.5f * (1 + std::exp(q)));
        else
            CHECK(moved == 0);
    }
    network.step(w);
    float difference = 0;
    for (std::size_t i = 0; i < D; ++i) difference += weights[i] * (w.z_H[i] - first[i]);
    CHECK(difference == Approx(w.q_halt - q).margin(2e-3));
    CHECK(Solver(model, {.depth = 2, .noise = {.ascent = 0.5}}).solve(question).q == w.q_halt);
    CHECK(Solver(model, {.depth = 2}).solve(question).q != w.q_halt);
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

TEST_CASE("random starts differ between rollouts") {
    const Model model = test::random_model(test::kEqr);
    const Result result = Solver(model, {.rollouts = 2, .depth = 2, .keep = {.rollouts = true}}).solve(some_questions(1)[0]);
    CHECK(result.rollouts[0].q != result.rollouts[1].q);
}

TEST_CASE("any model can be given random starts") {
    const Model model = test::random_model(test::kMixer);
    const auto question = some_questions(1)[0];
    const Result result =
        Solver(model, {.rollouts = 2, .depth = 2, .noise = {.random_starts = true}, .keep = {.rollouts = true}}).solve(question);
    CHECK(result.rollouts[0].q != result.rollouts[1].q);
    CHECK(result.rollouts[0].q != Solver(model, {.depth = 2}).solve(question).q);
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
        CHECK(rollout.residual == Approx((rollout.steps[3].change + rollout.steps[4].change + rollout.steps[5].change) / 3));
    }
    // A shorter run is the beginning of a longer one.
    const Result shorter =
        Solver(model, {.rollouts = 2, .depth = 3, .noise = {.sigma = 0.5}, .keep = {.rollouts = true}}).solve(question);
    CHECK(shorter.rollouts[1].q == result.rollouts[1].steps[2].q);
    CHECK(Solver(model, {.depth = 1}).solve(question).rollouts.empty());
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

TEST_CASE("with symmetries a rollout solves a copy of the question and answers the question") {
    const Model model = test::random_model(test::kMixer);
    const Question question = some_questions(1)[0];
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    SolveOptions options{
        .rollouts = 6, .depth = 5, .symmetries = true, .raw_answers = true, .threads = 1, .keep = {.rollouts = true}};
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
    CHECK(contains(error_of([&] { Solver(test::random_model(mixer_with("vocab_size", 7)), options); }),
                   "symmetries: expected nothing, for no symmetry of '' is known"));
    const auto other = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 3}));
    CHECK(contains(error_of([&] { Solver(model, options, other); }), "puzzle: expected 16 cells and 6 tokens"));
}

// oneDNN allocates a few small objects in every product.
TEST_CASE("a running rollout on Eigen allocates nothing between its first and last step, whatever the search") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const std::vector<std::int32_t> unsolvable(16, 2);
    const StepRule never = verified_by([&](auto answer) { return puzzle->solves(unsolvable, answer); });
    for (const char* config : {test::kMixer, test::kAttentionRope, test::kEqr}) {
        const Model model = test::random_model(config, Backend::eigen);
        RolloutWorkspace workspace(ModelAccess::network(model));
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
            allocations.reserve(1000);
            RolloutState state;
            state.key = {1, 3};
            state.copy = 3;
            state.sigma = options.noise.sigma;
            state.keep = options.search == Search::tree;
            if (state.keep) state.guesses = {{2, 3}};
            REQUIRE(
                advance({ModelAccess::network(model), options, question, never, false, count, {}, *puzzle, copies, {}, {0, 5}}, 6,
                        workspace, state));
            REQUIRE(count_of(allocations) == 6 * model.architecture().net_evaluations_per_step());
            CHECK(allocations.front() == allocations.back());
        }
    }
}
