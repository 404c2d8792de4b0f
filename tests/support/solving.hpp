#pragma once

#include <vector>

#include "ptrm/solver.hpp"
#include "support/catch.hpp"

namespace ptrm::test {

inline std::vector<Question> some_questions(int count) {
    std::vector<Question> questions;
    for (int i = 0; i < count; ++i) {
        Question question;
        for (int cell = 0; cell < 16; ++cell) question.tokens.push_back((cell * 7 + i * i * 3 + i) % 6);
        questions.push_back(question);
    }
    return questions;
}

inline void check_same(const Result& a, const Result& b) {
    CHECK(a.answer == b.answer);
    CHECK(a.q == b.q);
    CHECK(a.rollout == b.rollout);
    CHECK(a.step == b.step);
    CHECK(a.net_evaluations == b.net_evaluations);
    REQUIRE(a.rollouts.size() == b.rollouts.size());
    for (std::size_t k = 0; k < a.rollouts.size(); ++k) {
        CHECK(a.rollouts[k].q == b.rollouts[k].q);
        CHECK(a.rollouts[k].residual == b.rollouts[k].residual);
        CHECK(a.rollouts[k].answer == b.rollouts[k].answer);
    }
}

}  // namespace ptrm::test
