#include "formats/csv.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("a line of values falls into fields that know where they begin") {
    const auto fields = split_csv(R"(a,"b,c","say ""d""",)");
    REQUIRE(fields.size() == 4);
    CHECK(fields[0].text == "a");
    CHECK(fields[1].text == "b,c");
    CHECK(fields[2].text == R"(say "d")");
    CHECK(fields[3].text.empty());
    CHECK(fields[0].column == 1);
    CHECK(fields[1].column == 4);  // behind the quote
    CHECK(fields[3].column == 21);
    CHECK(split_csv("a,b;c", ';').size() == 2);
    CHECK(split_csv("").size() == 1);
    CHECK(split_csv("\"never closed, so one field").size() == 1);
}
