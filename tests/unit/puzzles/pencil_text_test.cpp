#include "puzzles/pencil/kind.hpp"

#include "support/catch.hpp"
#include "support/reading.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("addresses of all usual forms are read, and malformed ones named") {
    const auto light_up = find_puzzle_kind("lightup");
    const auto question = light_up->read("https://puzz.link/p?lightup/6/6/h.h0.l3.l0cj..hb")->question;
    for (const char* address :
         {"http://pzv.jp/p.html?akari/6/6/h.h0.l3.l0cj..hb", "https://pzprxs.vercel.app/p?lightup_edit/6/6/h.h0.l3.l0cj..hb",
          "https://puzz.link/p?akari_play/6/6/h.h0.l3.l0cj..hb", "https://pzplus.tck.mn/p?lightup//6/6/h.h0.l3.l0cj..hb"})
        CHECK(light_up->read(address)->question == question);
    CHECK_FALSE(light_up->read("https://puzz.link/p?tapa/6/6/gadg1l0t8g8m3"));
    CHECK_FALSE(light_up->read("no address"));
    const auto problem = [&](const char* address) {
        try {
            light_up->read(address);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("none");
    };
    CHECK(problem("https://puzz.link/p?v:x/lightup/6/6/h") ==
          "address: variant: expected the ordinary rules, no variant, got 'v:x'");
    CHECK(problem("https://puzz.link/p?lightup/6/0/h") == "address: rows: expected a number from 1 to 64, got '0'");
    CHECK(problem("https://puzz.link/p?lightup/2/2/F").find("symbol 1 of its last part") != std::string::npos);
    CHECK(problem("https://puzz.link/p?lightup/2/2/jj").find("the board is full") != std::string::npos);
}

TEST_CASE("text grids by hand: blanks or none, dashes for open cells, rooms by letters") {
    const auto same = [](const std::string& grid, const std::string& address) {
        const auto read = read_all(grid);
        REQUIRE(read.size() == 1);
        CHECK(read[0].puzzle->question_line(read[0].question) == address);
    };
    same("Akari\n-2-\n.#.\n..0\n", "https://puzz.link/p?lightup/3/3/gc.i0");
    same("nurikabe\n. ? .\n. . .\n12 . .\n", "https://puzz.link/p?nurikabe/3/3/g.jch");
    same("tapa\n. 1,? .\n. . .\n0 . ?\n", "https://puzz.link/p?tapa/3/3/ga6j0g.");
    same("heyawake\na2 a b\na a b1\n", "https://puzz.link/p?heyawake/3/2/a021");
}

TEST_CASE("malformed texts are named by line and place") {
    CHECK(contains(reading_problem("nurikabe\n. 5 .\n. x .\n"), "f:1: nurikabe, row 2, cell 2: expected a clue"));
    CHECK(contains(reading_problem("nurikabe\n. 5 .\n. .\n"), "row 2: expected 3 cells, as the row above"));
    CHECK(contains(reading_problem("heyawake\na a\na2 a3\n"), "row 2, cell 2"));
    CHECK(contains(reading_problem("heyawake\na b\nb a\n"), "a room in one piece"));
    CHECK(contains(reading_problem("pzprv3\nlightup\n2\n2\n. .\n"),
                   "pzprv3, line 6: expected 2 cells between blanks, got the end"));
    CHECK(contains(reading_problem("pzprv3\nhashi\n2\n2\n. .\n"), "a kind that is known"));
    CHECK(contains(reading_problem("pzprv3\nlightup\n2\n2000000000000\n"), "line 4: expected a number from 1 to 64"));
    CHECK(contains(reading_problem(R"({"url": "https://puzz.link/p?lightup/2/1/0g", "moves": ["mouse,left,9,1"]})"),
                   "moves: expected mouse,left,X,Y within the board"));
    CHECK(contains(
        reading_problem(R"({"url": "https://puzz.link/p?lightup/2/1/0g", "moves": ["mouse,left,1111111111111111111111,1"]})"),
        "moves: expected mouse,left,X,Y within the board"));
    CHECK(contains(reading_problem("{\"url\": \"https://puzz.link/p?lightup/2/1/0g\",\n"),
                   "f:1: is no whole JSON value: the end of the text"));
}

TEST_CASE("numbers that end in nought are numbers in files of double choco, and a lone nought is one that is not told") {
    const auto read = read_all("pzprv3\ndbchoco\n2\n2\n20 -10\n-0 0\n");
    REQUIRE(read.size() == 1);
    CHECK(read[0].puzzle->question_text(read[0].question) == "dbchoco\n20 #10\n#? ?\n");
}

TEST_CASE("a nurimaze without start and goal is no puzzle, and costs nothing but itself") {
    const auto read = read_all("nurimaze\na b\nc d\n");
    REQUIRE(read.size() == 1);
    const auto& puzzle = *read[0].puzzle;
    CHECK_FALSE(puzzle.question_faults(read[0].question).empty());
    CHECK_FALSE(puzzle.solves(read[0].question, puzzle.read_answer(read[0].question, "0001")));
}
