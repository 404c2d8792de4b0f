#include "ptrm/model.hpp"

#include <algorithm>
#include <sstream>

#include "bench/benchmark.hpp"
#include "checkpoint/model_impl.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/solver.hpp"
#include "sampler/hints.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("a model loads from memory with its task") {
    const std::string task = R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": "_.1234"})";
    const Model model = Model::from_memory(random_model_bytes(test::kMixer, 1, {{"ptrm_task", task}}), "m");
    CHECK(puzzle_of(model)->task().puzzle == "sudoku");
    CHECK(puzzle_of(model)->task().box_rows == 2);
    CHECK(model.backend() == find_kernels(Backend::automatic, Precision::f32).name());
    CHECK(model.precision() == "f32");
    CHECK(Model::from_memory(random_model_bytes(test::kMixer, 1), "m", {Backend::reference}).backend() == "reference");
    CHECK(model.parameters() == 24 + 24 + 2 * 6 * 24 + 2 * 24 + 2 + 24 + 2 * (3 * 256 * 17 + 3 * 256 * 24));

    const auto refused = [](const std::string& bad) {
        const auto bytes = random_model_bytes(test::kMixer, 1, {{"ptrm_task", bad}});
        return error_of([&] { puzzle_of(Model::from_memory(bytes, "m.safetensors")); });
    };
    CHECK(contains(refused("{}"), "ptrm_task, key puzzle: is missing"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 5, "cols": 4, "box": [2, 2], "tokens": "_.1234"})"),
                   "ptrm_task, sudoku: expected rows and columns equal to the side 4"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [1, 2], "tokens": "_.1234"})"),
                   "ptrm_task, sudoku"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": "_.123"})"),
                   "ptrm_task, sudoku, tokens"));
    CHECK(contains(refused(R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "tokens": ".12345"})"),
                   "ptrm_task, sudoku, tokens"));
}

TEST_CASE("a network of several kinds tells them apart by their puzzle identifier") {
    const std::string config = mixer_with("num_puzzle_identifiers", 4);
    const auto with = [&](const std::string& kinds) {
        return Model::from_memory(random_model_bytes(config, 1, {{"ptrm_task", R"({"kinds": )" + kinds + '}'}}), "m");
    };
    // Sudoku has all six tokens, the puzzle known from examples four; its identifier is its place in the list.
    const std::string sudoku = R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2], "puzzle_id": 3})",
                      binary = R"({"puzzle": "binary", "rows": 4, "cols": 4, "tokens": "_.01", "turns": [1, 4]})";
    const Model model = with("[" + sudoku + ", " + binary + "]");
    const auto puzzles = puzzles_of(model);
    REQUIRE(puzzles.size() == 2);
    CHECK(puzzles[0].puzzle->task().puzzle == "sudoku");
    CHECK(puzzles[0].puzzle_id == 3);
    CHECK(puzzles[1].puzzle->task().puzzle == "binary");
    CHECK(puzzles[1].puzzle_id == 1);
    CHECK(puzzle_of(model)->task().puzzle == "sudoku");

    const std::vector<std::int32_t> tokens{2, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1};
    const SolveOptions options{
        .rollouts = 6, .depth = 2, .noise = {.sigma = 0.5}, .symmetries = true, .keep = {.rollouts = true}};
    for (const auto& [puzzle, puzzle_id] : puzzles) {
        for (const Rollout& rollout : Solver(model, options, puzzle).solve({tokens, puzzle_id}).rollouts)
            CHECK(*std::max_element(rollout.answer.begin(), rollout.answer.end()) < puzzle->vocab_size());
    }
    const auto q = [&](std::int32_t id) { return Solver(model, {.depth = 2}, puzzles[1].puzzle).solve({tokens, id}).q; };
    CHECK(q(1) != q(3));
    CHECK(contains(error_of([&] {
                       Solver(model, options, puzzles[1].puzzle).solve({std::vector<std::int32_t>(16, 5), 1});
                   }),
                   "tokens from 0 to 3"));

    const auto refused = [&](const std::string& kinds) { return error_of([&] { puzzles_of(with(kinds)); }); };
    CHECK(contains(refused("[]"), "an array of tasks"));
    CHECK(contains(refused("[7]"), "ptrm_task"));
    CHECK(contains(refused("[" + sudoku + ", " + sudoku + "]"), "different puzzles with different puzzle_id"));
    CHECK(contains(refused(R"([{"puzzle": "binary", "rows": 4, "cols": 4, "tokens": "_.0123", "puzzle_id": 4}])"),
                   "a puzzle_id below 4"));
    CHECK(contains(refused(R"([{"puzzle": "binary", "rows": 3, "cols": 4, "tokens": "_.01"}, )" + sudoku + "]"),
                   "cells (rows * cols)"));
    CHECK(contains(refused(R"([{"puzzle": "large", "rows": 4, "cols": 4, "tokens": "_.012345"}, )" + sudoku + "]"),
                   "at most 6 tokens"));
}

TEST_CASE("a model with hints reads them, answers with tokens that fit the question, and wants a puzzle that gives them") {
    const std::string config = R"({"seq_len": 16, "vocab_size": 1057, "hint_rows": 190, "hidden_size": 24, "expansion": 1.0,
        "L_layers": 1, "H_cycles": 1, "L_cycles": 1, "num_heads": 2, "pos_encodings": "rope2d", "H_init_std": 1.0, "L_init_std": 1.0})";
    const std::string task = R"({"puzzle": "heyawake", "rows": 4, "cols": 4})";
    const Model model = Model::from_memory(random_model_bytes(config, 1, {{"ptrm_task", task}}), "m");
    std::istringstream in("heyawake\na a b b\na a b b\nc1 c d d\nc c d d\n");
    const PuzzleEntry read = *read_puzzles(in, "f")->next();
    const auto puzzle = puzzle_of(model);

    const Network& network = ModelAccess::network(model);
    Workspace told = network.workspace(), untold = network.workspace();
    network.embed(told, read.question, puzzle->hints(read.question), 0);
    network.embed(untold, read.question, {}, 0);
    CHECK(told.x != untold.x);

    SolveOptions options;
    options.rollouts = 4;
    options.depth = 2;
    options.symmetries = true;
    options.keep.rollouts = true;
    const Result result = Solver(model, options).solve({read.question});
    CHECK(result.rollouts.size() == 4);
    for (const Rollout& rollout : result.rollouts)
        for (std::size_t cell = 0; cell < rollout.answer.size(); ++cell) {
            const auto choices = puzzle->choices(read.question[cell]);
            CHECK(std::find(choices.begin(), choices.end(), rollout.answer[cell]) != choices.end());
        }
    const auto untaught = random_model_bytes(mixer_with("hint_rows", 3), 1,
                                             {{"ptrm_task", R"({"puzzle": "sudoku", "rows": 4, "cols": 4, "box": [2, 2]})"}});
    CHECK(contains(error_of([&] { puzzle_of(Model::from_memory(untaught, "m")); }), "expected 3 hints"));
    class Wrong final : public Puzzle {  // of a caller's own
    public:
        explicit Wrong(Task own) : Puzzle(std::move(own)) {}
        int vocab_size() const override { return 1057; }
        std::vector<Fault> answer_faults(Tokens, Tokens) const override { return {}; }
        int hint_rows() const override { return 190; }
        std::vector<std::int32_t> hints(Tokens) const override { return std::vector<std::int32_t>(16, 190); }
    };
    CHECK(contains(error_of([&] { hints_of(Wrong(puzzle->task()), model.architecture(), read.question); }),
                   "hints: expected as many for each of 16 cells, each below 190, got 16, some beyond"));
    const Model bare = Model::from_memory(random_model_bytes(config, 1), "m");
    CHECK(contains(error_of([&] { Solver(bare, options).solve({read.question}); }), "190 hints"));
}

TEST_CASE("a network whose positions are relative takes boards larger than its file's") {
    const std::string config = R"({"seq_len": 16, "vocab_size": 10, "hidden_size": 24, "expansion": 1.0,
        "L_layers": 1, "H_cycles": 1, "L_cycles": 1, "num_heads": 2, "pos_encodings": "rope2d", "H_init_std": 1.0, "L_init_std": 1.0})";
    const auto load = [&](int frame, const std::map<std::string, std::string>& more = {}) {
        std::map<std::string, std::string> metadata{{"ptrm_task", R"({"puzzle": "lightup", "rows": 4, "cols": 4})"}};
        metadata.insert(more.begin(), more.end());
        return Model::from_memory(random_model_bytes(config, 1, metadata), "m", {.frame = frame});
    };
    const Model own = load(0), same = load(4), large = load(6);
    CHECK(large.architecture().seq_len == 36);
    CHECK(puzzle_of(large)->task().rows == 6);
    CHECK(puzzle_of(large)->task().cols == 6);
    CHECK(large.fingerprint() != own.fingerprint());

    const Question question{std::vector<std::int32_t>(16, 1)};
    CHECK(Solver(own, {}).solve(question).answer == Solver(same, {}).solve(question).answer);
    CHECK(Solver(large, {}).solve({std::vector<std::int32_t>(36, 1)}).answer.size() == 36);
    CHECK(contains(error_of([&] { Solver(large, {}).solve(question); }), "36"));

    CHECK(largest_board(own) == 4);
    CHECK(own.architecture().window == 0);
    CHECK(large.architecture().window == 2);  // as far as cells of the file's boards often lie
    const std::map<std::string, std::string> measured{{"ptrm_larger", R"({"side": 7, "window": 1})"}};
    CHECK(largest_board(load(0, measured)) == 7);
    CHECK(load(0, measured).architecture().window == 0);
    CHECK(load(6, measured).architecture().window == 1);
    CHECK(contains(error_of([&] { load(0, {{"ptrm_larger", R"({"side": 3})"}}); }), "m: ptrm_larger, key side"));
    CHECK(contains(error_of([&] { load(3); }), "a side from 4, the file's, to 256, got 3"));
    const auto mixer = random_model_bytes(kMixer, 1, {});
    CHECK(contains(error_of([&] { Model::from_memory(mixer, "m", {.frame = 6}); }),
                   "a network whose positions are relative, rope2d"));
}

TEST_CASE("backends and precisions are chosen by name") {
    CHECK(parse_backend("auto") == Backend::automatic);
    CHECK(parse_backend("eigen") == Backend::eigen);
    CHECK(parse_backend("onednn") == Backend::onednn);
    CHECK(parse_precision("bf16") == Precision::bf16);
    CHECK(parse_precision("i8") == Precision::i8);
    CHECK(parse_backend("reference") == Backend::reference);
    CHECK(contains(error_of([] { parse_backend("abacus"); }), "got 'abacus'"));
    CHECK(parse_precision("f32") == Precision::f32);
    CHECK(contains(error_of([] { parse_precision("f8"); }), "got 'f8'"));
}
