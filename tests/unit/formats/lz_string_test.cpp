#include "formats/lz_string.hpp"

#include "support/catch.hpp"

using namespace ptrm;

// Packed by lz-string 1.5 of npm.
TEST_CASE("lz-string unpacks to what was packed") {
    CHECK(unpack_lz_string("Q===", 100) == "");
    CHECK(unpack_lz_string("IZA=", 100) == "a");
    CHECK(unpack_lz_string("BYUwNmD2AEoTcpA=", 100) == "hello hello hello");
    CHECK(unpack_lz_string("D8RiA===", 100) == "?1");
    const auto many = unpack_lz_string("IY18ZXTt/DFOS1b0c17Pd/wYUcSaWeRZVdTbXfQ408y62+x519z73/wMZA==", 2000);
    REQUIRE(many.has_value());
    CHECK(*many == std::string(2000, 'a'));
}

TEST_CASE("a packing that is cut off, broken or too long is none") {
    CHECK_FALSE(unpack_lz_string("", 100).has_value());
    CHECK_FALSE(unpack_lz_string("BYUwNmD2", 100).has_value());
    CHECK_FALSE(unpack_lz_string("BYUw!mD2AEoTcpA=", 100).has_value());
    CHECK_FALSE(unpack_lz_string("////////", 100).has_value());
    CHECK_FALSE(unpack_lz_string("BYUwNmD2AEoTcpA=", 16).has_value());
    CHECK_FALSE(unpack_lz_string("IY18ZXTt/DFOS1b0c17Pd/wYUcSaWeRZVdTbXfQ408y62+x519z73/wMZA==", 1999).has_value());
}
