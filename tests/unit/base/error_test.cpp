#include "ptrm/error.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("an error says what was read, where, and what was expected and found") {
    CHECK(Error(ErrorCode::bad_file, "a.safetensors", "tensor x", "F32", "I8").what() ==
          std::string("a.safetensors: tensor x: expected F32, got I8"));
    CHECK(Error(ErrorCode::io, "a.txt", "", "no such file").what() == std::string("a.txt: no such file"));
    // What a file says cannot move the cursor, nor flood the terminal.
    CHECK(Error(ErrorCode::io, "a\x1b[2J\n", "", "no such file").what() == std::string("a\\x1b[2J\\n: no such file"));
    CHECK(std::string(Error(ErrorCode::io, std::string(1'000'000, 'x'), "", "no such file").what()).size() < 400);
}
