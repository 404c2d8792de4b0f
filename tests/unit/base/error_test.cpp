#include "ptrm/error.hpp"

#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("an error says what was read, where, and what was expected and found") {
    CHECK(Error(ErrorCode::bad_file, "a.safetensors", "tensor x", "F32", "I8").what() ==
          std::string("a.safetensors: tensor x: expected F32, got I8"));
    CHECK(Error(ErrorCode::io, "a.txt", "", "no such file").what() == std::string("a.txt: no such file"));
}
