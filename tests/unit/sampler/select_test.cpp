#include "ptrm/solver.hpp"

#include <limits>
#include <span>

#include "sampler/select.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

Rollout rollout(std::vector<std::int32_t> answer, float q, float residual) {
    Rollout result{};
    result.answer = std::move(answer);
    result.q = q;
    result.residual = residual;
    result.step = result.cost = 1;
    return result;
}

}  // namespace

TEST_CASE("each selection picks by its own rule, the lower rollout on a tie") {
    const std::vector<Rollout> rollouts{rollout({1, 1}, 0.5f, 3), rollout({2, 2}, 2.0f, 2), rollout({3, 3}, 1.0f, 1),
                                        rollout({3, 3}, -1.0f, 1), rollout({1, 1}, 2.0f, 5)};
    CHECK(select_rollout(rollouts, Selection::best_q, {}) == 1);
    CHECK(select_rollout(rollouts, Selection::mode, {}) == 0);  // {1,1} and {3,3} twice each: first seen wins
    CHECK(select_rollout(rollouts, Selection::settled, {}) == 2);
    const auto only = [](std::int32_t token) {
        return [token](std::span<const std::int32_t> answer) { return answer[0] == token; };
    };
    CHECK(select_rollout(rollouts, Selection::verified, only(3)) == 2);
    CHECK(select_rollout(rollouts, Selection::verified, only(1)) == 4);
    CHECK(select_rollout(rollouts, Selection::verified, only(9)) == 1);  // none passes: plain best Q
    CHECK(select_rollout(rollouts, Selection::verified, {}) == 1);
    CHECK(select_rollout(std::span(rollouts).first(1), Selection::mode, {}) == 0);
}

TEST_CASE("a Q that is no number loses against any number") {
    std::vector<Rollout> rollouts(3);
    rollouts[0].q = rollouts[2].q = std::numeric_limits<float>::quiet_NaN();
    rollouts[1].q = -100;
    CHECK(select_rollout(rollouts, Selection::best_q, {}) == 1);
    CHECK(select_rollout(rollouts, Selection::verified, [](auto) { return true; }) == 1);
}
