#include "base/half.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("half formats convert as IEEE says") {
    CHECK(from_bf16(0x3F80) == 1.0f);
    CHECK(from_f16(0x3C00) == 1.0f);
    CHECK(from_f16(0xC500) == -5.0f);
    CHECK(from_f16(0x0001) == 0x1p-24f);
    CHECK(std::isinf(from_f16(0x7C00)));
    CHECK(std::isnan(from_f16(0x7E00)));
    CHECK(to_bf16(1.0f) == 0x3F80);
    CHECK(to_bf16(1.00390625f) == 0x3F80);  // halfway: to even
    CHECK(to_bf16(1.01171875f) == 0x3F82);
    CHECK(std::isnan(from_bf16(to_bf16(std::nanf("")))));
}
