#include "ptrm/solve_options.hpp"

#include <algorithm>
#include <functional>

#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"
#include "support/solving.hpp"

using namespace ptrm;
using namespace ptrm::test;

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
        const char* others[] = {"7", "0.25", "true", "mode", "q", "y", "linear", "open", "tree"};
        CHECK(std::count_if(std::begin(others), std::end(others), is_taken) >= 1);
        CHECK(option.text(options) != usual);
        for (const char* bad : {"", "x", "1x", "-1e9", "nan", "1e999"}) CHECK_FALSE(is_taken(bad));
    }
}

TEST_CASE("every pair of search options runs or is refused by name") {
    const auto puzzle = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const Model model = tree_model();
    const Question question = some_questions(1)[0];
    const std::vector<std::pair<const char*, std::function<void(SolveOptions&)>>> settings{
        {"sigma", [](auto& o) { o.noise.sigma = 1; }},
        {"noise_target", [](auto& o) { o.noise.target = NoiseTarget::y; }},
        {"noise_cells", [](auto& o) { o.noise.cells = NoiseCells::open; }},
        {"q_ascent", [](auto& o) { o.noise.ascent = 0.5; }},
        {"mode", [](auto& o) { o.select = Selection::mode; }},
        {"settled", [](auto& o) { o.select = Selection::settled; }},
        {"verified", [](auto& o) { o.select = Selection::verified; }},
        {"stop q", [](auto& o) { o.stop.rule = Stop::q; }},
        {"stop settled", [](auto& o) { o.stop.rule = Stop::settled; }},
        {"stop verified", [](auto& o) { o.stop.rule = Stop::verified; }},
        {"confirm", [](auto& o) { o.stop.confirm = 1; }},
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
    CHECK(ran > 300);
    CHECK(refused == 8);  // resampling with copies, and a tree with noise, restarts or resampling
}
