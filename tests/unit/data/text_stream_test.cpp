#include "data/text_stream.hpp"

#include <sstream>

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("lines come without their ends and a byte order mark, and are counted") {
    std::istringstream in(
        "\xEF\xBB\xBF"
        "one \t\r\n\n  three");
    TextStream lines(in, "f");
    REQUIRE(lines.next_line());
    CHECK(lines.text() == "one \t");
    REQUIRE(lines.next_line());
    CHECK(lines.text().empty());
    REQUIRE(lines.next_line());
    CHECK(lines.text() == "  three");
    CHECK(lines.place(lines.text_line()) == "f:3");
    CHECK_FALSE(lines.next_line());
}

TEST_CASE("a line without end is cut, and what is put back is read again") {
    std::istringstream in("ab \r\n" + std::string(TextStream::kLongestLine + 5, 'x') + "\nlast");
    TextStream lines(in, "f");
    REQUIRE(lines.next_line());
    CHECK(lines.text() == "ab ");
    REQUIRE(lines.next_line());
    CHECK(lines.text().size() == TextStream::kLongestLine);
    REQUIRE(lines.next_line());
    CHECK(lines.text() == "last");
    std::istringstream other("one\ntwo\n");
    TextStream bytes(other, "f");
    REQUIRE(bytes.next_line());
    bytes.put_back("one\n");
    CHECK(bytes.line() == 1);
    REQUIRE(bytes.next_line());
    CHECK(bytes.text() == "one");
    CHECK(bytes.text_line() == 1);
}

TEST_CASE("what is no plain text is named with what makes it so") {
    const auto refusal = [](const std::string& text) {
        std::istringstream in(text);
        TextStream lines(in, "f");
        return error_of([&] { lines.next_line(); });
    };
    CHECK(contains(refusal("\x1F\x8B\x08"), "zcat"));
    CHECK(contains(refusal("\xFF\xFE"
                           "5"),
                   "iconv -f UTF-16"));
    CHECK(contains(refusal("\xFE\xFF"
                           "5"),
                   "iconv -f UTF-16"));
}
