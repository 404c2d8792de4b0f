#include "eval/statistics.hpp"

#include <cmath>

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
