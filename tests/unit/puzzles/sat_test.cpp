#include "puzzles/pencil/sat.hpp"

#include "generate/cadical.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

bool can_be(Sat& sat, const std::vector<int>& assumed) { return sat.solve(assumed, kPatient).value(); }

}  // namespace

TEST_CASE("exactly so many of some literals are true where a selector is, and any number where it is not") {
    for (int count = 0; count <= 5; ++count) {
        const auto sat = tools::make_cadical();
        std::vector<int> literals;
        for (int i = 0; i < 4; ++i) literals.push_back(sat->variable());
        const int selector = sat->variable();
        exactly(*sat, selector, literals, count);
        for (int pattern = 0; pattern < 16; ++pattern) {
            std::vector<int> assumed{selector};
            int on = 0;
            for (int i = 0; i < 4; ++i) {
                const bool set = (pattern >> i & 1) != 0;
                on += set ? 1 : 0;
                assumed.push_back(set ? at(literals, i) : -at(literals, i));
            }
            CHECK(can_be(*sat, assumed) == (on == count));
            assumed[0] = -selector;
            CHECK(can_be(*sat, assumed));
        }
    }
}

TEST_CASE("regions that have to be connected are joined, and what joined them is kept") {
    const Board row = Board::filled(1, 5, 1);
    const auto sat = tools::make_cadical();
    std::vector<int> on;
    for (int cell = 0; cell < 5; ++cell) on.push_back(sat->variable());
    Cuts cuts;
    join_regions(
        row, {{0}, {3, 4}}, [&](int cell) { return at(on, cell); }, *sat, &cuts);
    CHECK_FALSE(cuts.empty());
    const std::vector<int> apart{on[0], -on[1], on[3]}, joined{on[0], on[1], on[2], on[3]};
    CHECK_FALSE(can_be(*sat, apart));
    CHECK(can_be(*sat, joined));
}
