#include "eval/augment.hpp"

#include <optional>

#include "ptrm/puzzle.hpp"
#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::tools;

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
