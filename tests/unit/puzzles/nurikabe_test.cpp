#include "generate/cadical.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;

TEST_CASE("some generated nurikabe leave sizes open, and have one answer all the same") {
    const PencilKind& kind = test::pencil_kind("nurikabe");
    int open = 0;
    for (std::uint64_t index = 0; index < 40; ++index) {
        const MadeBoard made = make_pencil_puzzle(kind, 7, 7, 3, index, tools::make_cadical);
        if (kind.body(made.question).find('.') == std::string::npos) continue;
        ++open;
        const auto sat = tools::make_cadical();
        CHECK(pencil_answers(kind, made.question, *sat) == std::vector<Digits>{made.answer});
    }
    CHECK(open > 0);
    CHECK(open < 20);
}
