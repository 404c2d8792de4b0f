#include "sampler/second_views.hpp"

#include "generate/cadical.hpp"
#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

/// Stops with whatever answer the first step gives.
SolveOptions rash() { return {.rollouts = 40, .depth = 4, .stop = {.rule = Stop::q, .q = -1e6, .unchanged = 0}, .threads = 1}; }

struct Claims {
    int right = 0, wrong = 0;
    std::int64_t net_evaluations = 0;
};

/// Those on generated 6x6 puzzles, by the shipped model.
Claims claims_with(SolveOptions options) {
    const Model model = Model::load(PTRM_MODELS "/sudoku-6x6.safetensors");
    const auto puzzle = puzzle_of(model);
    const auto maker = find_puzzle_kind("sudoku")->maker({{"box", "2x3"}, {"clues", "8:9"}}, tools::make_cadical);
    Solver solver(model, options);
    Claims claims;
    for (std::uint64_t i = 0; i < 30; ++i) {
        const Question question{maker->make(7, i).question, 0};
        const Result result = solver.solve(question);
        claims.net_evaluations += result.net_evaluations;
        if (result.ending == Ending::met) ++(puzzle->solves(question.tokens, result.answer) ? claims.right : claims.wrong);
    }
    return claims;
}

}  // namespace

TEST_CASE("second views refute wrong answers and let right ones pass, for a few steps each") {
    for (const Search search : {Search::waves, Search::tree}) {
        SolveOptions options = rash();
        options.search = search;
        const Claims without = claims_with(options);
        options.stop.confirm = 2;
        const Claims with = claims_with(options);
        CHECK(without.wrong > 5);
        CHECK(5 * with.wrong < without.wrong);
        CHECK(with.right > without.right);
        CHECK(with.net_evaluations > without.net_evaluations);
    }
}
