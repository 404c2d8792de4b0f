#include "formats/safetensors.hpp"

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/index.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;
using nlohmann::json;

namespace {

std::string refusal(const std::string& header, std::size_t data_bytes) {
    const auto bytes = test::safetensors(header, data_bytes);
    return error_of([&] { Safetensors file(ByteSource(bytes, "f.safetensors")); });
}

std::string tensor(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

}  // namespace

TEST_CASE("tensors of each supported type are read") {
    auto bytes = test::safetensors(R"({"a":)" + tensor("F32", "[2]", "[0,8]") + R"(,"b":)" + tensor("BF16", "[1,2]", "[8,12]") +
                                       R"(,"c":)" + tensor("F16", "[]", "[12,14]") + R"(,"d":)" +
                                       tensor("I32", "[1]", "[14,18]") + R"(,"__metadata__":{"k":"v"}})",
                                   18);
    const float a[] = {1.5f, -2.0f};
    const std::uint16_t b[] = {0x3F80, 0xC000}, c[] = {0x3C00};
    const std::int32_t d[] = {-7};
    std::byte* data = bytes.data() + bytes.size() - 18;
    std::memcpy(data, a, 8);
    std::memcpy(data + 8, b, 4);
    std::memcpy(data + 12, c, 2);
    std::memcpy(data + 14, d, 4);
    Safetensors file(ByteSource(bytes, "f"));
    CHECK(file.floats("a") == std::vector<float>{1.5f, -2.0f});
    CHECK(file.floats("b") == std::vector<float>{1.0f, -2.0f});
    CHECK(file.floats("c") == std::vector<float>{1.0f});
    CHECK(file.ints("d") == std::vector<std::int32_t>{-7});
    CHECK(file.metadata().at("k") == "v");
    CHECK(contains(error_of([&] { file.floats("d"); }), "tensor d: expected F32, F16 or BF16, got I32"));
    CHECK(contains(error_of([&] { file.ints("a"); }), "expected I32, got F32"));
    CHECK(contains(error_of([&] { file.floats("e"); }), "tensor e: is missing"));
}

TEST_CASE("a damaged or hostile header is refused with its place") {
    CHECK(contains(error_of([] { Safetensors file(ByteSource(std::vector<std::byte>(5), "f")); }), "at least 8 bytes"));
    auto longer = test::safetensors("{}", 0);
    longer[2] = std::byte{1};
    CHECK(contains(error_of([&] { Safetensors file(ByteSource(longer, "f")); }), "header length: expected at most the 2 bytes"));
    longer[7] = std::byte{0xFF};
    CHECK(contains(error_of([&] { Safetensors file(ByteSource(longer, "f")); }), "header length"));
    CHECK(contains(refusal("not json", 0), "f.safetensors: header: is not the JSON"));
    CHECK(contains(refusal("[]", 0), "a JSON object"));
    CHECK(contains(refusal(std::string(100000, '['), 0), "nested too deeply"));
    CHECK(contains(refusal(R"({"a":1})", 0), "tensor a: must have dtype, shape and two data_offsets"));
    CHECK(contains(refusal(R"({"__metadata__":{"a":1}})", 0), "metadata a: expected a string"));
    CHECK(contains(refusal(R"({"a":)" + tensor("F99", "[1]", "[0,4]") + "}", 4), "a known dtype, got 'F99'"));
    CHECK(contains(refusal(R"({"a":)" + tensor("F32", "[-1]", "[0,4]") + "}", 4), "a whole number, got -1"));
    CHECK(contains(refusal(R"({"a":)" + tensor("F32", "[1.5]", "[0,4]") + "}", 4), "a whole number"));
    CHECK(contains(refusal(R"({"a":)" + tensor("F32", "[4294967296,4294967296,4]", "[0,4]") + "}", 4), "fits 64 bits"));
    CHECK(contains(refusal(R"({"a":)" + tensor("F32", "[2]", "[0,4]") + "}", 4), "8 bytes for F32 [2]"));
    CHECK(contains(refusal(R"({"a":)" + tensor("F32", "[1]", "[8,4]") + "}", 8), "data_offsets 8 to 4"));
}

TEST_CASE("tensors must cover the data exactly") {
    const auto two = [](const std::string& a, const std::string& b) {
        return R"({"a":)" + tensor("F32", "[1]", a) + R"(,"b":)" + tensor("F32", "[1]", b) + "}";
    };
    CHECK(contains(refusal(two("[0,4]", "[0,4]"), 8), "(an overlap)"));
    CHECK(contains(refusal(two("[0,4]", "[2,6]"), 8), "tensor b: expected data from byte 4 on, got byte 2 (an overlap)"));
    CHECK(contains(refusal(two("[0,4]", "[6,10]"), 10), "(a gap)"));
    CHECK(contains(refusal(two("[0,4]", "[4,8]"), 7), "is the file truncated?"));
    CHECK(contains(refusal(two("[0,4]", "[4,8]"), 9), "9 (trailing bytes)"));
    CHECK(contains(refusal(two("[0,4]", "[18446744073709551612,18446744073709551616]"), 8), "whole number"));
}

TEST_CASE("what is no regular file is refused") {
    const auto open = [](const std::string& path) {
        return error_of([&] { Safetensors file{ByteSource(std::filesystem::path(path))}; });
    };
    CHECK(open("/nonexistent/x") == "/nonexistent/x: no such file");
    CHECK(contains(open("/tmp"), "is not a regular file"));
    CHECK(contains(open("/dev/zero"), "is not a regular file"));
}
