#include "puzzles/arc.hpp"

#include "ptrm/model.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

TEST_CASE("ARC is a kind without rules: what would need them is refused, and automatic stops go by Q") {
    const auto puzzle = find_puzzle_kind("arc")->puzzle(arc_task());
    const auto question = arc_sheet(parse_arc_grid("01/23")), answer = arc_sheet(parse_arc_grid("5"));
    CHECK_FALSE(puzzle->has_rules());
    CHECK_FALSE(puzzle->solves(question, question));
    CHECK(puzzle->answer_faults(question, answer).empty());
    CHECK(puzzle->answer_faults(question, std::vector<std::int32_t>(900)).size() == 1);
    CHECK(puzzle->question_line(question) == "01/23");
    CHECK(puzzle->read_answer(question, "5") == answer);
    CHECK(puzzle->drawing(question, answer) == "01 -> 5\n23     \n");
    CHECK(contains(puzzle->drawing(question, answer, Colours::palette), "\x1b[48;5;16m"));
    CHECK(contains(puzzle->drawing(question, answer, Colours::all), "\x1b[48;2;0;116;217m"));
    CHECK(contains(puzzle->svg(question, answer), "rgb(170,170,170)"));
    CHECK(find_puzzle_kind("arc")->default_puzzle(900, 12) != nullptr);
    CHECK(find_puzzle_kind("arc")->default_puzzle(900, 6) == nullptr);

    const Model model =
        test::random_model(R"({"seq_len": 900, "vocab_size": 12, "hidden_size": 8, "num_heads": 1, "expansion": 1, "L_layers": 1,
        "H_cycles": 1, "L_cycles": 1, "mlp_t": false, "pos_encodings": "none", "puzzle_emb_ndim": 8})");
    for (const auto& [options, name] : {std::pair(SolveOptions{.select = Selection::verified}, "select"),
                                        {SolveOptions{.stop = {.rule = Stop::verified}}, "stop"}})
        CHECK(contains(error_of([&, &options = options] { Solver(model, options, puzzle).solve(Question{question}); }),
                       std::string(name) + ": expected another value: 'arc' has no rules to verify an answer by"));
    Solver solver(model, {.depth = 40, .stop = {.rule = Stop::automatic, .q = -100}}, puzzle);
    CHECK(solver.solve(Question{question}).ending == Ending::met);
}
