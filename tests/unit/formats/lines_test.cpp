#include "formats/lines.hpp"

#include <sstream>

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("lines come without their ends, a byte order mark and trailing blanks, and are counted") {
    std::istringstream in(
        "\xEF\xBB\xBF"
        "one \t\r\n\n  three");
    LineReader lines(in, "f");
    REQUIRE(lines.next());
    CHECK(lines.text() == "one");
    REQUIRE(lines.next());
    CHECK(lines.text().empty());
    REQUIRE(lines.next());
    CHECK(lines.text() == "  three");
    CHECK(lines.place(lines.number(), 3) == "f:3:3");
    CHECK_FALSE(lines.next());
}

TEST_CASE("blanks stay where they mean something, and a line without end is cut") {
    std::istringstream in("ab \r\n" + std::string(LineReader::kLongest + 5, 'x') + "\nlast");
    LineReader lines(in, "f", LineReader::Blanks::kept);
    REQUIRE(lines.next());
    CHECK(lines.text() == "ab ");
    REQUIRE(lines.next());
    CHECK(lines.text().size() == LineReader::kLongest);
    REQUIRE(lines.next());
    CHECK(lines.text() == "last");
}

TEST_CASE("what is no plain text is named with what makes it so") {
    const auto refusal = [](const std::string& text) {
        std::istringstream in(text);
        LineReader lines(in, "f");
        return error_of([&] { lines.next(); });
    };
    CHECK(contains(refusal("\x1F\x8B\x08"), "zcat"));
    CHECK(contains(refusal("\xFF\xFE"
                           "5"),
                   "iconv -f UTF-16"));
    CHECK(contains(refusal("\xFE\xFF"
                           "5"),
                   "iconv -f UTF-16"));
}
