#include "base/index.hpp"
#include "support/catch.hpp"
#include "support/reading.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("JSON with addresses is read, and moves of a player as the answer") {
    const auto read = read_all(
        R"([{"pid": "lightup", "url": "https://puzz.link/p?lightup/3/2/0j.", "moves": ["mouse,left,5,1", "mouse,right,3,1", "mouse,left,1,3"]},)"
        "\n"
        R"({"url": "https://puzz.link/p?shakashaka/2/2/j", "moves": "mouse,left,0.5,0.5;mouse,left,3.5,0.5;mouse,left,0.5,3.5;mouse,left,3.5,3.5"},)"
        R"({"url": "https://puzz.link/p?sudoku/4/4/1u", "moves": ["mouse,left,3,1", "key,2"]}])");
    REQUIRE(read.size() == 3);
    const auto line = [&](std::size_t i) { return read[i].puzzle->answer_line(read[i].question, read[i].answer); };
    CHECK(line(0) == "001100");
    CHECK(line(1) == "5423");
    CHECK(line(2).starts_with("12.."));
    const auto own = read_all(R"({"index": 0, "puzzle": "https://puzz.link/p?lightup/3/2/0j.", "answer": "001100"})");
    CHECK(own.at(0).answer == read[0].answer);
}
