#include "eval/summary.hpp"

#include <nlohmann/json.hpp>

#include "base/index.hpp"
#include "eval/record.hpp"
#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::tools;

TEST_CASE("a summary chooses among the first rollouts by every rule") {
    Record record;
    //                   q   residual step right valid cells same_as
    record.rollouts = {{1.0f, 3.0f, 4, false, false, 10, 0},
                       {3.0f, 2.0f, 5, false, false, 12, 1},
                       {2.0f, 1.0f, 6, true, true, 16, 2, {}, {{-1.0f, 0.0f, 9}, {2.0f, 1.5f, 16}}},
                       {-1.0f, 9.0f, 7, false, false, 10, 0}};
    record.net_evaluations = 40;
    const auto summarise = [&](std::size_t width) {
        SummaryBuilder builder(width, 16);
        builder.add(record);
        return builder.finish();
    };
    const Summary all = summarise(4);
    CHECK(all.exact.at("best-q").value == 0);
    CHECK(all.exact.at("mode").value == 0);
    CHECK(all.exact.at("settled").value == 1);
    CHECK(all.exact.at("verified").value == 1);
    CHECK(all.exact.at("pass").value == 1);
    CHECK(all.cells->value == Approx(12.0 / 16));
    CHECK(all.net_evaluations == 40);
    CHECK(all.q_sign == 0.5);
    const Summary two = summarise(2);
    CHECK(two.exact.at("pass").value == 0);
    CHECK(two.net_evaluations == 20);
    record.chosen = 2;
    CHECK(summarise(0).exact.at("chosen").value == 1);

    const Record back = record_from_json(nlohmann::json::parse(to_json(record).dump()));
    CHECK(back.chosen == 2);
    CHECK(back.rollouts[1].q == 3.0f);
    CHECK(back.rollouts[3].same_as == 0);
    CHECK(back.rollouts[2].right);
    CHECK(back.rollouts[2].steps.at(1).cells == 16);
    CHECK(back.rollouts[1].steps.empty());
    CHECK_THROWS(record_from_json(nlohmann::json::parse(R"({"setting": 1})")));
}

TEST_CASE("a puzzle counts once however many seeds, and right cells only where they are known") {
    SummaryBuilder builder(1, 4);
    for (std::size_t seed = 0; seed < 2; ++seed) {
        for (std::size_t puzzle = 0; puzzle < 3; ++puzzle) {
            Record record{.setting = seed, .index = puzzle};
            record.rollouts = {{std::nanf(""), 0, 1, puzzle == 0 || seed == 1, false, -1, 0}};
            builder.add(record);
        }
    }
    const Summary summary = builder.finish();
    CHECK(summary.puzzles == 3);
    CHECK(summary.seeds == 2);
    CHECK(summary.exact.at("best-q").value == Approx((1 + 0.5 + 0.5) / 3));
    CHECK_FALSE(summary.cells);
    CHECK(to_json(summary)["cells"].is_null());
}
