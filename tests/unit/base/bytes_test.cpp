#include "base/bytes.hpp"

#include <array>
#include <fstream>

#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

TEST_CASE("bytes are read at any offset, and not past the end") {
    const std::array<std::byte, 4> four{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    const ByteSource memory(four, "m");
    CHECK(memory.size() == 4);
    CHECK_FALSE(memory.is_file());
    std::array<std::byte, 2> two{};
    memory.read(2, two);
    CHECK(two[1] == std::byte{4});
    CHECK(contains(error_of([&] { memory.read(3, two); }), "m: byte 3: expected 2 more bytes, got 1"));
    CHECK(contains(error_of([&] { memory.read(~std::uint64_t{0}, two); }), "got 0"));
    memory.read(4, {});
}

TEST_CASE("a file's bytes are read as those of memory, also by copies of what was opened") {
    const std::string path = test::golden("mlp_sudoku4/model.safetensors");
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::optional<ByteSource> opened(path);
    const ByteSource copy = *opened;
    opened.reset();
    CHECK(copy.is_file());
    REQUIRE(copy.size() == text.size());
    std::string read(text.size() - 1, '\0');
    copy.read(1, std::as_writable_bytes(std::span(read)));
    CHECK(read == text.substr(1));
}
