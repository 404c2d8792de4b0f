#include "ptrm/puzzle_reader.hpp"

#include "base/index.hpp"
#include "generate/cadical.hpp"
#include "puzzles/pencil/kind.hpp"
#include "puzzles/sudoku.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"
#include "support/reading.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("what a puzzle is written as is read as the same puzzle") {
    for (const PencilKind* kind : pencil_kinds()) {
        std::string grids, files;
        std::vector<std::pair<std::vector<std::int32_t>, std::vector<std::int32_t>>> written;
        for (std::uint64_t index = 0; index < 6; ++index) {
            const int rows = 4 + static_cast<int>(index) % 3, cols = 4;
            const MadeBoard made = make_pencil_puzzle(*kind, rows, cols, 5, index, tools::make_cadical);
            const auto small = puzzle(*kind, rows, cols);
            const auto answer = pencil_labels(*kind, made.question, made.answer);
            INFO(kind->name() << ' ' << small->question_line(made.question.tokens));
            const std::string file = small->pzprv3(made.question.tokens, answer),
                              grid = small->question_text(made.question.tokens);
            std::string one_line = file;
            std::replace(one_line.begin(), one_line.end(), '\n', '/');
            for (const std::string& text : {file, one_line, grid, small->question_line(made.question.tokens)}) {
                const auto read = read_all(text);
                REQUIRE(read.size() == 1);
                CHECK(same_puzzle(read[0].puzzle->task(), small->task()));
                CHECK(read[0].question == made.question.tokens);
                if (&text != &grid && text.starts_with("pzprv3")) CHECK(read[0].answer == answer);
            }
            grids += grid + '\n';
            files += file + '\n';
            written.emplace_back(made.question.tokens, answer);
        }
        const auto from_grids = read_all(grids), from_files = read_all(files);
        REQUIRE(from_grids.size() == written.size());
        REQUIRE(from_files.size() == written.size());
        for (std::size_t i = 0; i < written.size(); ++i) {
            CHECK(from_grids[i].question == written[i].first);
            CHECK(from_files[i].question == written[i].first);
            CHECK(from_files[i].answer == written[i].second);
        }
    }
    const auto four = find_puzzle_kind("sudoku")->puzzle(sudoku_task({2, 2}));
    const auto question = sudoku_tokens(parse_sudoku("12....1.....2...", {2, 2}));
    const auto answer = sudoku_tokens(parse_sudoku("1243431234212134", {2, 2}));
    CHECK(read_all(four->question_text(question)).at(0).question == question);
    CHECK(read_all(four->pzprv3(question, answer)).at(0).question == question);
    CHECK(read_all(four->pzprv3(question, answer)).at(0).answer == answer);
    CHECK(contains(reading_problem("pzprv3\nmaze\n3\n3\n"), "f:1: pzprv3: expected a kind of puzz.link"));
}
