#include "puzzles/arc.hpp"

#include "base/random.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("a ballot ranks by count, then mean Q, then who came first, and knows when it is decided") {
    ArcBallot ballot;
    const ArcGrid a = parse_arc_grid("1"), b = parse_arc_grid("2"), c = parse_arc_grid("3");
    for (const auto& [grid, q] : {std::pair(a, 0.5), {b, 0.9}, {c, 0.9}, {a, 0.5}}) ballot.add(grid, q);
    const auto ranked = ballot.ranked(ArcRanking::count);
    CHECK(ranked[0].grid == a);
    CHECK(ranked[1].grid == b);
    CHECK(ballot.ranked(ArcRanking::q_sum)[0].grid == a);
    ballot.add(b, 0.2);  // 2 votes each, means 0.5 and 0.55
    CHECK(ballot.ranked(ArcRanking::count)[0].grid == b);
    CHECK(ballot.decided(0, 2));
    CHECK_FALSE(ballot.decided(1, 1));
    for (int i = 0; i < 3; ++i) ballot.add(a, 0.1);  // 5, 2, 1
    CHECK(ballot.decided(2, 1));
    CHECK_FALSE(ballot.decided(3, 1));
    CHECK_FALSE(ballot.decided(1, 2));
    ballot.add(b, 0);
    ballot.add(b, 0);
    ballot.add(a, 0);
    ballot.add(a, 0);  // 7, 4, 1
    CHECK(ballot.decided(2, 2));
    CHECK_FALSE(ballot.decided(3, 2));
    CHECK(arc_probability(40) == 1.0);
    CHECK(arc_probability(-800) == 0.0);
    CHECK(arc_probability(std::nanf("")) == 0.0);
}

TEST_CASE("no votes that are still to come change what is decided") {
    Random random(1, 7);
    int decided = 0;
    for (int trial = 0; trial < 2000; ++trial) {
        ArcBallot ballot;
        const int total = 1 + random.below(20), before = random.below(total + 1), kinds = 1 + random.below(4);
        const auto vote = [&] {
            ballot.add({1, 1, {static_cast<std::uint8_t>(random.below(random.below(3) == 0 ? kinds : 1))}},
                       random.below(10) / 10.0);
        };
        for (int i = 0; i < before; ++i) vote();
        if (!ballot.decided(total - before, 2)) continue;
        decided += before < total ? 1 : 0;
        const auto early = ballot.ranked(ArcRanking::count);
        for (int i = before; i < total; ++i) {
            const bool contrary = random.below(2) == 0;
            contrary ? ballot.add({1, 1, {9}}, 1.0) : vote();
        }
        const auto late = ballot.ranked(ArcRanking::count);
        for (std::size_t place = 0; place < std::min<std::size_t>(2, early.size()); ++place)
            CHECK(early[place].grid == late[place].grid);
    }
    CHECK(decided > 20);
}
