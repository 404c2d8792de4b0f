#include "eval/augment.hpp"
#include "eval/record.hpp"
#include "eval/statistics.hpp"
#include "eval/summary.hpp"
#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::tools;

TEST_CASE("intervals hold what they should") {
    const Share share = wilson(8, 10);  // Wilson 1927; values of R's binom.confint(8, 10, methods = "wilson")
    CHECK(share.value == Approx(0.8));
    CHECK(share.low == Approx(0.4901625).epsilon(1e-5));
    CHECK(share.high == Approx(0.9433178).epsilon(1e-5));
    CHECK(wilson(0, 20).low == 0);
    CHECK(wilson(0, 20).high > 0.1);
    CHECK(mean_share({1, 1, 1, 0}).low == wilson(3, 4).low);
    // Shares of seeds: the spread between puzzles counts, not the number of seeds.
    const Share mixed = mean_share({0.5, 1, 0, 0.5});
    CHECK(mixed.value == Approx(0.5));
    CHECK(mixed.high - mixed.value == Approx(1.959964 * std::sqrt(0.5 / 3 / 4)).epsilon(1e-6));
}

TEST_CASE("the area under the curve is the chance of a right pair") {
    CHECK(area_under_curve({{3, true}, {2, true}, {1, false}}) == 1);
    CHECK(area_under_curve({{1, true}, {2, false}}) == 0);
    CHECK(area_under_curve({{1, true}, {1, false}, {2, true}}) == 0.75);
    CHECK(area_under_curve({{1, true}, {2, true}}) == 0.5);
    const auto bins = calibration({{0, true}, {0.1f, false}, {9, true}});
    REQUIRE(bins.size() == 2);
    CHECK(bins[0].low == 0.5);
    CHECK(bins[0].count == 2);
    CHECK(bins[0].right == 0.5);
    CHECK(bins[1].predicted == Approx(0.99988).epsilon(1e-4));
}

TEST_CASE("a summary chooses among the first rollouts by every rule") {
    Record record;
    //                   q   unrest step right valid cells same_as
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

TEST_CASE("copies vote with their answers mapped back, each by the best of its rollouts") {
    const std::vector<std::optional<Symmetry>> symmetries{std::nullopt, Symmetry{{1, 0}, {0, 1, 2}}, Symmetry{{0, 1}, {0, 2, 1}}};
    const auto copy = [](std::vector<std::int32_t> answer, float q) {
        Result result;
        result.rollouts.resize(2);
        result.rollouts[0].answer = {0, 0};
        result.rollouts[0].q = q - 1;
        result.rollouts[0].step = result.rollouts[0].cost = 3;
        result.rollouts[1].answer = answer;
        result.rollouts[1].q = q;
        result.rollouts[1].step = result.rollouts[1].cost = 4;
        result.answer = answer;
        result.q = q;
        result.rollout = 1;
        result.step = 4;
        result.net_evaluations = 10;
        return result;
    };
    const Result voted = vote(std::vector{copy({2, 2}, 9), copy({2, 1}, 1), copy({2, 1}, 0)}, symmetries);
    CHECK(voted.answer == std::vector<std::int32_t>{1, 2});
    CHECK(voted.rollout == 1);
    CHECK(voted.rollouts.size() == 3);
    CHECK(voted.rollouts[0].answer == std::vector<std::int32_t>{2, 2});
    CHECK(voted.net_evaluations == 30);
}
