#include "data/grid_lines.hpp"

#include <optional>
#include <sstream>

#include "base/index.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"
#include "support/sudoku.hpp"

using namespace ptrm;
using namespace ptrm::test;

namespace {

/// Everything the reader makes of a text: lines of puzzles, and the messages of errors.
std::vector<std::string> read(const std::string& text, std::optional<SudokuShape> shape = std::nullopt) {
    std::istringstream in(text);
    const auto reader = read_puzzles(in, "f", shape ? find_puzzle_kind("sudoku")->puzzle(sudoku_task(*shape)) : nullptr);
    std::vector<std::string> found;
    for (;;) {
        try {
            const auto entry = reader->next();
            if (!entry) return found;
            const auto line = [&](const auto& tokens) { return entry->puzzle->answer_line(entry->question, tokens); };
            found.push_back(entry->place + " " + line(entry->question) +
                            (entry->answer.empty() ? "" : " " + line(entry->answer)));
        } catch (const Error& error) {
            found.push_back(error.what());
        }
    }
}

}  // namespace

TEST_CASE("lines, comments and blank lines are read") {
    CHECK(read("# a comment\n\n" + kPuzzle + "\r\n  # another\n1...............  # 4x4\n") ==
          std::vector<std::string>{"f:3 " + kPuzzle, "f:5 1..............."});
    CHECK(read("\xEF\xBB\xBF" + kPuzzle) == std::vector<std::string>{"f:1 " + kPuzzle});
    CHECK(read("").empty());
}

TEST_CASE("grids are read with and without frames") {
    const std::vector<std::string> expected{"f:1 12..3........1.."};
    CHECK(read("12..\n3...\n....\n.1..\n") == expected);
    CHECK(read("1 2 | . .\n3 . | . .\n----+----\n. . | . .\n. 1 | . .\n") == expected);
    CHECK(read("12..\n3...\n\n....\n.1..\n\n") == expected);
    CHECK(read("┌──┬──┐\n│12│..│\n│3.│..│\n├──┼──┤\n│..│..│\n│.1│..│\n└──┴──┘") ==
          std::vector<std::string>{"f:2 12..3........1.."});
    const Sudoku nine = parse_sudoku(kPuzzle, {3, 3});
    CHECK(read(sudoku_drawing(nine) + "\n" + sudoku_drawing(nine)) ==
          std::vector<std::string>{"f:2 " + kPuzzle, "f:16 " + kPuzzle});
}

TEST_CASE("sixteen symbols are a 4x4 puzzle or a row of a 16x16 grid") {
    std::string grid;
    for (int row = 0; row < 16; ++row) grid += std::string(row == 0 ? "G" : ".") + std::string(15, '.') + "\n";
    REQUIRE(read(grid).size() == 1);
    CHECK(read(grid)[0] == "f:1 G" + std::string(255, '.'));
    CHECK(read("1...............\n2...............\n").size() == 2);
    CHECK(read(std::string(256, '.')).size() == 1);
    std::string blank;
    for (int row = 0; row < 16; ++row) blank += std::string(16, '.') + "\n";
    CHECK(read(blank, SudokuShape{4, 4}).size() == 1);
}

TEST_CASE("CSV needs a question column and may have an answer") {
    CHECK(read("source,question,answer,rating\nx," + kPuzzle + "," + kAnswer + ",3\n") ==
          std::vector<std::string>{"f:2 " + kPuzzle + " " + kAnswer});
    CHECK(read("id,Puzzle\n1,\"" + kPuzzle + "\"\n") == std::vector<std::string>{"f:2 " + kPuzzle});
    CHECK(read("puzzle\n" + kPuzzle + "\n") == std::vector<std::string>{"f:2 " + kPuzzle});
    CHECK(read("a,b\n1,2\n").empty());  // text
    CHECK(read("id,puzzle\n1,12y.............\n2,1...............\n") ==
          std::vector<std::string>{"f:2:5: expected a blank (. 0 _) or a digit up to 4, got 'y'", "f:3 1..............."});
    CHECK(contains(read("id,puzzle\n1\n").at(0), "f:2: expected at least 2 fields between ',', as the header says, got 1"));
    CHECK(contains(read("puzzle,answer\n1...............,12\n").at(0), "f:2:1: expected 16 cells in the answer, got 2"));
    CHECK(contains(read("id,puzzle\n1,123\n").at(0), "f:2:6: expected 16, 36"));
}

TEST_CASE("a malformed puzzle is placed and the others are still read") {
    const std::string good = "1...............";
    CHECK(read(good + "\n12!4............\n" + good) ==
          std::vector<std::string>{"f:1 " + good, "f:2:3: expected a blank (. 0 _) or a digit up to 4, got '!'", "f:3 " + good});
    CHECK(read(kPuzzle.substr(1) + "\n" + kPuzzle, SudokuShape{3, 3}) ==
          std::vector<std::string>{"f:1:81: expected 81 cells, or a row of 9, got 80", "f:2 " + kPuzzle});
    CHECK(read("11..............\n" + good).at(0) ==
          "f:1:2: the digit 1 stands twice in row 1, at row 1 column 1 and row 1 column 2");
    // A grid that lacks a row, one with a short row, one that is cut off.
    CHECK(read("12..\n....\n....\n\n12..\n3...\n....\n.1..\n") ==
          std::vector<std::string>{"f:3:1: expected a grid of 4 rows, got 3", "f:5 12..3........1.."});
    CHECK(read("12..\n...\n....\n....\n" + good) ==
          std::vector<std::string>{"f:2:4: expected a row of 4 cells, got 3", "f:5 " + good});
    CHECK(read("12..\n....\n") == std::vector<std::string>{"f:2:1: expected a grid of 4 rows, got 2"});
    CHECK(read("12..\n....\n" + kPuzzle) ==
          std::vector<std::string>{"f:2:1: expected a grid of 4 rows, got 2", "f:3 " + kPuzzle});
    CHECK(contains(read(std::string(2'000'000, '1') + "\n" + good).at(0), "f:1: a line of less than 1 MB"));
    CHECK(read(std::string(2'000'000, '1') + "\n" + good).at(1) == "f:2 " + good);
}

TEST_CASE("what people have is read: blanks, titles, tables, JSON, text behind a puzzle") {
    const std::string one = "f:1 " + kPuzzle, two = "f:2 " + kPuzzle, both = kPuzzle + " " + kAnswer;
    const auto with_blank = [](char blank) {
        std::string text = kPuzzle;
        std::replace(text.begin(), text.end(), '.', blank);
        return text;
    };
    for (const char blank : {'0', '_', '-', '*', 'x', 'X', '?'})
        CHECK(read(with_blank(blank) + "\n") == std::vector<std::string>{one});
    CHECK(read("\"" + kPuzzle + "\"\n") == std::vector<std::string>{one});
    for (const char* rest : {";7.1;hard", ":1:", " # easy", "\t7", ", hard"}) CHECK(read(kPuzzle + rest + "\n").at(0) == one);
    CHECK(read("quizzes,solutions\n" + kPuzzle + "," + kAnswer + "\n") == std::vector<std::string>{"f:2 " + both});
    CHECK(read("Puzzle;Solution\n" + kPuzzle + ";" + kAnswer + "\n") == std::vector<std::string>{"f:2 " + both});
    CHECK(read("1," + kPuzzle + "," + kAnswer + "\n") == std::vector<std::string>{"f:1 " + both});
    CHECK(read("{\"puzzle\": \"" + kPuzzle + "\", \"solution\": \"" + kAnswer + "\"}\n") ==
          std::vector<std::string>{"f:1 " + both});
    CHECK(read("[\"" + kPuzzle + "\", \"" + kPuzzle + "\"]\n").size() == 2);
    CHECK(read("[[1,0,0,0],[0,0,2,0],[0,0,0,0],[0,3,0,0]]") == std::vector<std::string>{"f:1 1.....2......3.."});
    // Titles and text cost nothing; a line that is nearly a puzzle is said.
    CHECK(read("Grid 01\n1...\n..2.\n....\n.3..\nGrid 02\n1...\n..2.\n....\n.3..\n").size() == 2);
    CHECK(read(kPuzzle + "\nnot a puzzle\n" + kPuzzle + "\n").size() == 2);
    CHECK(read(kPuzzle + "\n" + kPuzzle.substr(1) + "\n").at(1).find("f:2:81: expected a whole puzzle") == 0);
    // Dashes are blanks among digits, and frames elsewhere: never one puzzle made of two.
    CHECK(read("13-------24-----\n2-4---1-----3---\n") ==
          std::vector<std::string>{"f:1 13.......24.....", "f:2 2.4...1.....3..."});
    CHECK(read("+--+--+\n|1 .|. .|\n|. .|2 .|\n+--+--+\n|. .|. .|\n|. 3|. .|\n+--+--+\n") ==
          std::vector<std::string>{"f:2 1.....2......3.."});
    CHECK(contains(read(std::string("\x1F\x8B\x08") + "rest").at(0), "a gzip file"));
    CHECK(contains(read(std::string("\xFF\xFE") + "8").at(0), "UTF-16"));
}
