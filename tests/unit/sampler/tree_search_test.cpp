#include <set>

#include "base/index.hpp"
#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/solving.hpp"

using namespace ptrm;
using namespace ptrm::test;

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
    CHECK(contains(error_of([] { Solver(tree_model(), {.search = Search::tree}); }), "a tree has nothing to guess"));
}
