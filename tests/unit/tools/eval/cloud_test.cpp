#include "eval/cloud.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::tools;

TEST_CASE("a cloud tells how much its rollouts differ, and whether Q goes with what most of them say") {
    const auto rollout = [](std::vector<float> q, std::vector<std::vector<std::int32_t>> answers) {
        Rollout rollout;
        for (std::size_t t = 0; t < q.size(); ++t) rollout.steps.push_back({q[t], 0, answers[t]});
        return rollout;
    };
    // Of four rollouts two end after the first step.
    const std::vector<Rollout> rollouts{rollout({1, 1}, {{1, 1}, {1, 1}}), rollout({1, 3}, {{1, 2}, {1, 2}}),
                                        rollout({1}, {{1, 3}}), rollout({-2}, {{2, 4}})};
    const std::vector<CloudPoint> cloud = cloud_of(rollouts);
    REQUIRE(cloud.size() == 2);
    // Cell 0: shares of 3/4 and 1/4; cell 1: four tokens alike.
    const double uneven = -(0.75 * std::log2(0.75) + 0.25 * std::log2(0.25));
    CHECK(cloud[0].entropy == Approx((uneven + 2) / 2));
    // Agreement with the most frequent tokens, 1 and the lowest of the second cell: 1, 0.5, 0.5, 0 against q of 1, 1, 1, -2.
    CHECK(cloud[0].alignment == Approx(1.5 / std::sqrt(0.5 * 6.75)));
    CHECK(cloud[1].entropy == Approx(0.5));
    CHECK(cloud[1].alignment == Approx(-1));

    CHECK(cloud_of({}).empty());
    CHECK(cloud_of(std::span(rollouts).first(1)).empty());
    const std::vector<Rollout> alike(3, rollouts[0]);
    CHECK(cloud_of(alike)[0].entropy == 0);
    CHECK(std::isnan(cloud_of(alike)[0].alignment));
}
