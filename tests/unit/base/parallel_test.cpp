#include "base/parallel.hpp"

#include <atomic>

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("parallel_for visits every index once and passes exceptions on") {
    for (const int threads : {1, 2, 5}) {
        std::vector<std::atomic<int>> visits(100);
        parallel_for(threads, visits.size(), [&](int worker, std::size_t i) {
            ++visits[worker < threads ? i : 0];  // Catch2's own checks are for one thread only
        });
        for (const auto& count : visits) CHECK(count == 1);
        CHECK_THROWS_AS(parallel_for(threads, 100,
                                     [](int, std::size_t i) {
                                         if (i == 37) throw std::runtime_error("stop");
                                     }),
                        std::runtime_error);
    }
    parallel_for(3, 0, [](int, std::size_t) { FAIL("nothing to do"); });
}
