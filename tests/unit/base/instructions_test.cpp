#include "base/instructions.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("sets of instructions have names, and the first thing that may run is chosen") {
    for (const auto set : {Instructions::baseline, Instructions::avx2, Instructions::avx512, Instructions::amx})
        CHECK(parse_instructions(name_of(set)) == set);
    CHECK(contains(error_of([] { parse_instructions("sse9"); }), "got 'sse9'"));
    CHECK(contains(cpu_features(), std::string(name_of(usable_instructions()))));
    const int things[] = {0, 1, 2};
    const auto chosen = [&](Instructions set) { return for_instructions(set, things[0], things[1], things[2]); };
    CHECK(chosen(Instructions::baseline) == 0);
    CHECK(chosen(Instructions::avx2) == 1);
    CHECK(chosen(Instructions::avx512) == 2);
    CHECK(chosen(Instructions::amx) == 2);
}
