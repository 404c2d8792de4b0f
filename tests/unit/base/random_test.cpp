#include "base/random.hpp"

#include <cmath>

#include "base/index.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("random numbers below n are spread evenly") {
    Random random(1, 2);
    std::vector<int> counts(10, 0);
    for (int i = 0; i < 100000; ++i) ++at(counts, random.below(10));
    for (const int count : counts) CHECK(std::abs(count - 10000) < 500);
}
