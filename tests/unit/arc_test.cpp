#include "ptrm/arc.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "eval/arc_decisions.hpp"
#include "eval/arc_election.hpp"
#include "eval/data_folder_source.hpp"
#include "ptrm/index.hpp"
#include "ptrm/random.hpp"
#include "ptrm/solver.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;
using namespace ptrm::tools;

namespace {

const std::filesystem::path kFolder = PTRM_ARC;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Architecture sheets() {
    Architecture arch;
    arch.seq_len = 900;
    arch.vocab_size = 12;
    arch.num_puzzle_identifiers = 64;
    return arch;
}

}  // namespace

TEST_CASE("a grid lies in the corner of its sheet, and comes back") {
    const ArcGrid grid = parse_arc_grid("012/345");
    const auto sheet = arc_sheet(grid);
    CHECK(sheet[0] == 2);
    CHECK(sheet[31] == 6);
    CHECK(sheet[3] == 1);   // the edge to the right
    CHECK(sheet[60] == 1);  // and below
    CHECK(sheet[63] == 0);  // but not in the corner
    CHECK(arc_grid(sheet) == grid);
    CHECK(arc_text(grid) == "012/345");
    CHECK(parse_arc_grid("").rows == 0);
    const ArcGrid whole{30, 30, std::vector<std::uint8_t>(900, 7)};
    CHECK(arc_sheet(whole) == std::vector<std::int32_t>(900, 9));
    CHECK(arc_grid(arc_sheet(whole)) == whole);
    CHECK(contains(error_of([] { parse_arc_grid("01/2"); }), "equally long"));
    CHECK(contains(error_of([] { parse_arc_grid("0a"); }), "expected digits and /"));
    CHECK(contains(error_of([] { arc_grid(std::vector<std::int32_t>(5)); }), "900 tokens"));
}

TEST_CASE("of equally large rectangles the crop takes the one with the fewest rows") {
    auto sheet = std::vector<std::int32_t>(900);
    for (int col = 0; col < 4; ++col) at(sheet, col) = 2;
    for (int row = 1; row < 4; ++row) at(sheet, 30 * row) = 5;  // 1 x 4 and 4 x 1
    CHECK(arc_text(arc_grid(sheet)) == "0000");
    sheet[120] = 5;
    CHECK(arc_text(arc_grid(sheet)) == "0/3/3/3/3");
    sheet[0] = 1;
    CHECK(arc_grid(sheet).rows == 0);
}

TEST_CASE("augmentations do what their names say, and are undone") {
    const ArcGrid grid = parse_arc_grid("012/345");
    const char* turned[] = {"012/345", "25/14/03", "543/210", "30/41/52", "210/543", "345/012", "03/14/25", "52/41/30"};
    for (int turn = 0; turn < 8; ++turn) {
        ArcAugmentation augmentation;
        augmentation.turn = turn;
        CHECK(arc_text(augmentation.apply(grid)) == turned[turn]);
        CHECK(augmentation.undo(augmentation.apply(grid)) == grid);
    }
    const ArcName name = parse_arc_name("a|b|||t1|||0213456789");
    CHECK(name.task == "a|b");
    CHECK(arc_text(name.augmentation.apply(grid)) == "15/24/03");
    CHECK(name.augmentation.undo(name.augmentation.apply(grid)) == grid);
    CHECK(parse_arc_name("0c786b71").augmentation.turn == 0);
    for (const char* bad :
         {"a|||t8|||0123456789", "a|||t1|||012345678", "a|||t1|||0123456788", "a|||0123456789", "a|||1|||0123456789"})
        CHECK(contains(error_of([&] { parse_arc_name(bad); }), "TASK|||tK|||DIGITS"));
}

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
    CHECK(find_puzzle_kind("arc")->usual(900, 12) != nullptr);
    CHECK(find_puzzle_kind("arc")->usual(900, 6) == nullptr);

    const Model model =
        test::random_model(R"({"seq_len": 900, "vocab_size": 12, "hidden_size": 8, "num_heads": 1, "expansion": 1, "L_layers": 1,
        "H_cycles": 1, "L_cycles": 1, "mlp_t": false, "pos_encodings": "none", "puzzle_emb_ndim": 8})");
    for (const auto& [options, name] : {std::pair(SolveOptions{.select = Selection::verified}, "select"),
                                        {SolveOptions{.stop = {.rule = Stop::verified}}, "stop"}})
        CHECK(contains(error_of([&, &options = options] { Solver(model, options, puzzle); }),
                       std::string(name) + ": expected another, for no rules tell what solves arc"));
    Solver solver(model, {.depth = 40, .stop = {.rule = Stop::automatic, .q = -100}}, puzzle);
    CHECK(solver.solve(Question{question}).ending == Ending::met);
}

TEST_CASE("a ballot ranks by count, then mean Q, then who came first, and knows when it is decided") {
    ArcBallot ballot;
    const ArcGrid a = parse_arc_grid("1"), b = parse_arc_grid("2"), c = parse_arc_grid("3");
    for (const auto& [grid, q] : {std::pair(a, 0.5), {b, 0.9}, {c, 0.9}, {a, 0.5}}) ballot.add(grid, q);
    const auto ranked = ballot.ranked(ArcRanking::count);
    CHECK(ranked[0].grid == a);
    CHECK(ranked[1].grid == b);
    CHECK(ballot.ranked(ArcRanking::q_sum)[0].grid == a);
    ballot.add(b, 0.2);  // 2 votes each, means 0.5 and 0.55
    CHECK(ballot.ranked(ArcRanking::count)[0].grid == b);
    CHECK(ballot.decided(0, 2));
    CHECK_FALSE(ballot.decided(1, 1));
    for (int i = 0; i < 3; ++i) ballot.add(a, 0.1);  // 5, 2, 1
    CHECK(ballot.decided(2, 1));
    CHECK_FALSE(ballot.decided(3, 1));
    CHECK_FALSE(ballot.decided(1, 2));
    ballot.add(b, 0);
    ballot.add(b, 0);
    ballot.add(a, 0);
    ballot.add(a, 0);  // 7, 4, 1
    CHECK(ballot.decided(2, 2));
    CHECK_FALSE(ballot.decided(3, 2));
    CHECK(arc_probability(40) == 1.0);
    CHECK(arc_probability(-800) == 0.0);
    CHECK(arc_probability(std::nanf("")) == 0.0);
}

TEST_CASE("no votes that are still to come change what is decided") {
    Random random(1, 7);
    int decided = 0;
    for (int trial = 0; trial < 2000; ++trial) {
        ArcBallot ballot;
        const int total = 1 + random.below(20), before = random.below(total + 1), kinds = 1 + random.below(4);
        const auto vote = [&] {
            ballot.add({1, 1, {static_cast<std::uint8_t>(random.below(random.below(3) == 0 ? kinds : 1))}},
                       random.below(10) / 10.0);
        };
        for (int i = 0; i < before; ++i) vote();
        if (!ballot.decided(total - before, 2)) continue;
        decided += before < total ? 1 : 0;
        const auto early = ballot.ranked(ArcRanking::count);
        for (int i = before; i < total; ++i) {
            const bool contrary = random.below(2) == 0;
            contrary ? ballot.add({1, 1, {9}}, 1.0) : vote();
        }
        const auto late = ballot.ranked(ArcRanking::count);
        for (std::size_t place = 0; place < std::min<std::size_t>(2, early.size()); ++place)
            CHECK(early[place].grid == late[place].grid);
    }
    CHECK(decided > 20);
}

TEST_CASE("votes over given predictions come to the official submissions and figures") {
    const DataFolderSource data(kFolder / "data" / "test", sheets(), true, 0);
    const NpyArray predictions{ByteSource(kFolder / "votes" / "predictions.npy")},
        q{ByteSource(kFolder / "votes" / "q_halt.npy")};
    for (const char* name : {"round0", "round1", "round2", "partial"}) {
        INFO(name);
        const auto folder = kFolder / "votes" / "expected" / name;
        const auto metrics = nlohmann::json::parse(text_of(folder / "metrics.json"));
        ArcElection election(data.tasks());
        std::vector<std::size_t> fed;
        for (std::size_t i = 0; i < data.size(); ++i) fed.push_back(i);
        if (metrics.at("examples").is_array()) fed = metrics["examples"].get<std::vector<std::size_t>>();
        REQUIRE(metrics.at("rounds").size() == 1);
        for (const std::size_t i : fed) {
            const std::uint64_t row = metrics["rounds"][0].get<std::uint64_t>() * 45 + data.row(i);
            std::vector<std::int32_t> sheet(900);
            float logit = 0;
            predictions.read(row * 900, sheet);
            q.read(row, std::span(&logit, 1));
            election.add(data.place(i).task, data.box(i).value(), data.place(i).augmentation.undo(arc_grid(sheet)),
                         arc_probability(logit));
        }
        election.close();
        CHECK(election.submission() == text_of(folder / "submission.json"));
        const auto pass = election.pass();
        for (std::size_t k = 0; k < kArcPass.size(); ++k) {
            const std::string key = "ARC/pass@" + std::to_string(kArcPass[k]);
            CHECK(pass[k].value == Approx(metrics.at(key).get<double>()).epsilon(1e-12));
        }
    }
}

TEST_CASE("of ARC data the first puzzles of each task can be taken; data of another training are refused") {
    const DataFolderSource all(kFolder / "data" / "test", sheets(), true, 0), some(kFolder / "data" / "test", sheets(), true, 3);
    CHECK(all.size() == 45);
    CHECK(some.size() == 15);
    for (std::size_t i = 0; i < some.size(); ++i) CHECK(some.box(i).has_value());
    CHECK(some.item(3).place == all.item(9).place);
    Architecture small = sheets();
    small.num_puzzle_identifiers = 40;
    const auto refused = error_of([&] { DataFolderSource(kFolder / "data" / "test", small, true, 0); });
    CHECK(contains(refused, "puzzle identifiers below 40"));
    CHECK(contains(refused, "--mean-embedding"));
    CHECK(contains(error_of([&] { DataFolderSource(kFolder, sheets(), true, 0); }), "dataset.json"));
}
