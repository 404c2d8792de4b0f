#include "base/printable.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("every character that could move a cursor or hide text is written out, every other is kept") {
    CHECK(printable("53..7, größer, 数独") == "53..7, größer, 数独");
    CHECK(printable("a\nb\tc\x1b[0m\x7f") == "a\\nb\\tc\\x1b[0m\\x7f");
    CHECK(printable("\xff\xc3(") == "\\xff\\xc3(");
    CHECK(printable("\xc0\xaf\xed\xa0\x80") == "\\xc0\\xaf\\xed\\xa0\\x80");  // overlong, half a surrogate pair
    CHECK(printable("a\u202eb\u2028") == "a\\u202eb\\u2028");
    for (int byte = 0; byte < 256; ++byte)
        for (const char c : printable(std::string(1, static_cast<char>(byte)))) CHECK((c >= 0x20 && c < 0x7f));
    CHECK(printable_lines("a\n\x1b\nb") == "a\n\\x1b\nb");
}

TEST_CASE("a long text is cut at a whole character") {
    CHECK(printable("abcdef", 6) == "abcdef");
    CHECK(printable("abcdefg", 6) == "abcdef...");
    CHECK(printable("ééé", 5) == "éé...");
    CHECK(printable(std::string(1'000'000, 'x'), 10) == "xxxxxxxxxx...");
}
