#include "sampler/pace.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace ptrm;

namespace {

/// How many steps a thread does alone before it asks for help again, each in `nanoseconds`.
int alone(Pace& pace, std::int64_t nanoseconds) {
    int steps = 0;
    for (; !pace.asks() && steps < 10000; ++steps) pace.took_alone(nanoseconds);
    return steps;
}

}  // namespace

TEST_CASE("a thread asks for help once it knows how long a step takes, as long as help is faster") {
    Pace pace;
    CHECK(alone(pace, 1000) == 1);
    for (int step = 0; step < 100; ++step) {
        pace.took_with_help(600);
        CHECK(pace.asks());
    }
}

TEST_CASE("after help that cost more than it gained a thread works alone, for longer every time until help is good again") {
    Pace pace;
    alone(pace, 1000);
    pace.took_with_help(5000);
    const int first = alone(pace, 1000);
    CHECK(first > 1);
    pace.took_with_help(5000);
    CHECK(alone(pace, 1000) == 2 * first);
    int most = 0;
    for (int times = 0; times < 20; ++times) {
        pace.took_with_help(5000);
        most = std::max(most, alone(pace, 1000));
    }
    CHECK(most < 2000);
    for (int step = 0; step < 100; ++step) {
        pace.took_with_help(600);
        CHECK(pace.asks());
    }
    pace.took_with_help(1'000'000);
    CHECK(alone(pace, 1000) == first);
}

TEST_CASE("a step that took long for other reasons does not make help look good") {
    Pace pace;
    alone(pace, 1000);
    pace.took_with_help(5000);
    pace.asks();
    pace.took_alone(100'000);
    alone(pace, 1000);
    pace.took_with_help(2000);
    CHECK(!pace.asks());
}
