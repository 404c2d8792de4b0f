#include "ptrm/sudoku.hpp"

#include <set>
#include <sstream>

#include "data/sudoku_reader.hpp"
#include "ptrm/generate.hpp"
#include "ptrm/random.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

const std::string kPuzzle = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
const std::string kAnswer = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";

/// Everything the reader makes of a text: lines of puzzles, and the messages of errors.
std::vector<std::string> read(const std::string& text, std::optional<SudokuShape> shape = std::nullopt) {
    std::istringstream in(text);
    SudokuReader reader(in, "f", shape);
    std::vector<std::string> found;
    for (;;) {
        try {
            const auto entry = reader.next();
            if (!entry) return found;
            found.push_back(entry->place + " " + sudoku_line(entry->question) +
                            (entry->answer ? " " + sudoku_line(*entry->answer) : ""));
        } catch (const Error& error) {
            found.push_back(error.what());
        }
    }
}

}  // namespace

TEST_CASE("a puzzle line is read, printed and verified") {
    const Sudoku question = parse_sudoku(kPuzzle, {3, 3}), answer = parse_sudoku(kAnswer, {3, 3});
    CHECK(question.clues() == 30);
    CHECK(sudoku_line(question) == kPuzzle);
    CHECK(sudoku_solves(question, answer));
    CHECK_FALSE(sudoku_solves(question, question));
    Sudoku moved = answer;  // still a Latin square, but a clue is lost
    for (auto& cell : moved.cells) cell = static_cast<std::uint8_t>(cell % 9 + 1);
    CHECK_FALSE(sudoku_conflict(moved));
    CHECK_FALSE(sudoku_solves(question, moved));
    Sudoku wrong = answer;
    std::swap(wrong.cells[2], wrong.cells[3]);
    CHECK_FALSE(sudoku_solves(question, wrong));
    CHECK(sudoku_from_tokens({3, 3}, sudoku_tokens(question)) == question);
    CHECK(sudoku_tokens(question)[0] == 6);
    CHECK(sudoku_tokens(question)[2] == 1);
    CHECK(sudoku_from_tokens({3, 3}, std::vector<std::int32_t>{0, 11, 10}).cells == std::vector<std::uint8_t>{0, 0, 9});
}

TEST_CASE("symbols of large grids are letters in either case") {
    CHECK(sudoku_symbol(16) == 'G');
    CHECK(sudoku_cell('g') == 16);
    CHECK(sudoku_cell('A') == 10);
    CHECK(sudoku_cell('_') == 0);
    CHECK(sudoku_cell('0') == 0);
    CHECK_FALSE(sudoku_cell('h'));
    CHECK_FALSE(sudoku_cell('!'));
}

TEST_CASE("a malformed line names its column") {
    CHECK(contains(error_of([] {
                       parse_sudoku("12y4............", {2, 2});
                   }),
                   "column 3: expected a blank (. 0 _) or a digit up to 4, got 'y'"));
    CHECK(contains(error_of([] { parse_sudoku("5...............", {2, 2}); }), "column 1"));
    CHECK(contains(error_of([] { parse_sudoku("12..", {2, 2}); }), "expected 16 cells, got 4"));
    CHECK(contains(error_of([] { parse_sudoku("", {5, 5}); }), "side of 2 to 16"));
}

TEST_CASE("a conflict names the digit and both places") {
    CHECK(sudoku_conflict(parse_sudoku("1..1............", {2, 2}))->text ==
          "the digit 1 stands twice in row 1, at row 1 column 1 and row 1 column 4");
    CHECK(contains(sudoku_conflict(parse_sudoku("1...........1...", {2, 2}))->text, "in column 1"));
    CHECK(contains(sudoku_conflict(parse_sudoku("1....1..........", {2, 2}))->text, "in box 1"));
    CHECK_FALSE(sudoku_conflict(parse_sudoku(kPuzzle, {3, 3})));
    // Boxes of 2 rows and 3 columns: cells 3 and 8 share no box, cells 3 and 10 do.
    CHECK(contains(sudoku_conflict(parse_sudoku("...1......1.........................", {2, 3}))->text, "in box 2"));
    CHECK_FALSE(sudoku_conflict(parse_sudoku("...1....1...........................", {2, 3})));
}

TEST_CASE("a drawing has a frame and marks the clues in bold") {
    const Sudoku question = parse_sudoku("1...............", {2, 2}), answer = parse_sudoku("1234341221434321", {2, 2});
    CHECK(sudoku_drawing(answer) ==
          "+-----+-----+\n| 1 2 | 3 4 |\n| 3 4 | 1 2 |\n+-----+-----+\n| 2 1 | 4 3 |\n| 4 3 | 2 1 |\n+-----+-----+\n");
    CHECK(contains(sudoku_drawing(answer, &question, true), "| \x1b[1m1\x1b[0m 2 | 3 4 |"));
}

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
    CHECK(contains(read("a,b\n1,2\n").at(0), "f:1:1: expected a CSV header with a column question or puzzle"));
    CHECK(read("id,puzzle\n1,12y.............\n2,1...............\n") ==
          std::vector<std::string>{"f:2:5: expected a blank (. 0 _) or a digit up to 4, got 'y'", "f:3 1..............."});
    CHECK(contains(read("id,puzzle\n1\n").at(0), "f:2:2: expected at least 2 fields between ',', as the header says, got 1"));
    CHECK(contains(read("puzzle,answer\n1...............,12\n").at(0), "f:2:18: expected 16 cells in the answer, got 2"));
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
          std::vector<std::string>{"f:3:4: expected a grid of 4 rows, got 3", "f:5 12..3........1.."});
    CHECK(read("12..\n...\n....\n....\n" + good) ==
          std::vector<std::string>{"f:2:4: expected a row of 4 cells, got 3", "f:5 " + good});
    CHECK(read("12..\n....\n") == std::vector<std::string>{"f:2:4: expected a grid of 4 rows, got 2"});
    CHECK(read("12..\n....\n" + kPuzzle) ==
          std::vector<std::string>{"f:2:4: expected a grid of 4 rows, got 2", "f:3 " + kPuzzle});
    CHECK(contains(read(std::string(100000, '1') + "\n" + good).at(0), "a shorter line"));
    CHECK(read(std::string(100000, '1') + "\n" + good).at(1) == "f:2 " + good);
}

TEST_CASE("generated puzzles have one solution, the clues asked for, and their answer") {
    for (const SudokuShape shape : {SudokuShape{2, 2}, {2, 3}, {3, 2}, {3, 3}, {2, 4}}) {
        SudokuRecipe recipe{shape, shape.cells() / 2, shape.cells() / 2 + 3};
        for (std::uint64_t index = 0; index < 10; ++index) {
            const RatedSudoku made = generate_sudoku(recipe, 3, index);
            CHECK(made.question.clues() >= recipe.clues_low);
            CHECK(made.question.clues() <= recipe.clues_high);
            CHECK(sudoku_solves(made.question, made.answer));
            CHECK(rate_sudoku(made.question).answer == made.answer);  // throws unless the solution is the only one
            CHECK(generate_sudoku(recipe, 3, index).question == made.question);
            CHECK(generate_sudoku(recipe, 4, index).question != made.question);
        }
    }
}

TEST_CASE("no clue of a minimal puzzle can be spared") {
    SudokuRecipe recipe;
    recipe.minimal = true;
    const RatedSudoku made = generate_sudoku(recipe, 1, 5);
    for (std::size_t i = 0; i < made.question.cells.size(); ++i) {
        if (made.question.cells[i] == 0) continue;
        Sudoku fewer = made.question;
        fewer.cells[i] = 0;
        CHECK(contains(error_of([&] { rate_sudoku(fewer); }), "expected exactly one solution, got several"));
    }
}

TEST_CASE("fewer clues than thinning reaches are searched for") {
    for (std::uint64_t index = 0; index < 3; ++index) {
        const RatedSudoku made = generate_sudoku({{3, 3}, 21, 21}, 1, index);
        CHECK(made.question.clues() == 21);
        CHECK(rate_sudoku(made.question).answer == made.answer);
    }
}

TEST_CASE("hard puzzles are rated higher, on average") {
    SudokuRecipe minimal, hard;
    minimal.minimal = true;
    hard.hard_trials = 40;
    std::int64_t minimal_sum = 0, hard_sum = 0;
    for (std::uint64_t index = 0; index < 8; ++index) {
        minimal_sum += generate_sudoku(minimal, 1, index).rating;
        hard_sum += generate_sudoku(hard, 1, index).rating;
    }
    CHECK(hard_sum > 2 * minimal_sum);
}

TEST_CASE("ratings are those of the public definition") {
    // From Sudoku-Extreme's own kind of rating: guesses until uniqueness is proved.
    CHECK(rate_sudoku(parse_sudoku(kPuzzle, {3, 3})).rating == 0);
    CHECK(rate_sudoku(parse_sudoku("8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..", {3, 3}))
              .rating > 20);
    CHECK(contains(error_of([] { rate_sudoku(parse_sudoku("12......34......", {2, 2})); }), "exactly one solution"));
}

TEST_CASE("impossible recipes are refused") {
    CHECK(contains(error_of([] { generate_sudoku({{3, 3}, 90, 95}, 1, 0); }), "LO:HI with 0 <= LO <= HI <= 81"));
    CHECK(contains(error_of([] { generate_sudoku({{2, 2}, 1, 1}, 1, 0); }), "no 4x4 puzzle with 1 clues came up"));
}

TEST_CASE("symmetric copies share their canonical form, other puzzles do not") {
    for (const SudokuShape shape : {SudokuShape{3, 3}, {2, 3}}) {
        std::set<std::string> forms;
        for (std::uint64_t index = 0; index < 4; ++index) {
            const RatedSudoku made = generate_sudoku({shape, shape.cells() / 2, shape.cells() / 2}, 1, index);
            const std::string form = sudoku_canonical_form(made.question, made.answer);
            forms.insert(form);
            const Symmetry symmetry = sudoku_symmetry(shape, 9, index + 1);
            const auto copy_of = [&](const Sudoku& grid) {
                const auto copy = symmetry.apply(sudoku_tokens(grid));
                CHECK(symmetry.undo(copy) == sudoku_tokens(grid));
                return sudoku_from_tokens(shape, copy);
            };
            const Sudoku question = copy_of(made.question), answer = copy_of(made.answer);
            REQUIRE(sudoku_solves(question, answer));
            CHECK(sudoku_canonical_form(question, answer) == form);
            Sudoku other = question;  // one clue fewer
            *std::find_if(other.cells.begin(), other.cells.end(), [](int cell) { return cell != 0; }) = 0;
            CHECK(sudoku_canonical_form(other, answer) != form);
        }
        CHECK(forms.size() == 4);
    }
}

TEST_CASE("symmetries differ by number and seed, and the first changes nothing") {
    const Sudoku grid = generate_sudoku({}, 1, 0).answer;
    const auto tokens = sudoku_tokens(grid);
    CHECK(sudoku_symmetry(grid.shape, 1, 0).apply(tokens) == tokens);
    std::set<std::vector<std::int32_t>> seen;
    for (const std::uint64_t seed : {1u, 2u})
        for (std::uint64_t index = 1; index < 20; ++index) seen.insert(sudoku_symmetry(grid.shape, seed, index).apply(tokens));
    CHECK(seen.size() == 38);
}

TEST_CASE("grids and symmetries that are none are refused, not trusted") {
    CHECK(contains(error_of([] { sudoku_line({{3, 3}, std::vector<std::uint8_t>(80)}); }), "expected 81 cells, got 80"));
    CHECK(contains(error_of([] {
                       sudoku_tokens({{2, 2}, std::vector<std::uint8_t>(16, 200)});
                   }),
                   "expected digits up to 4, got 200"));
    CHECK(contains(error_of([] { sudoku_conflict({{0, 9}, {}}); }), "a side of 2 to 16"));
    const std::vector<std::int32_t> grid{0, 1};
    CHECK(contains(error_of([&] { Symmetry{{0, 0}, {0, 1}}.undo(grid); }), "every cell and every token once"));
    CHECK(contains(error_of([&] { Symmetry{{1, 9}, {0, 1}}.apply(grid); }), "every cell and every token once"));
    CHECK(contains(error_of([&] { Symmetry{{1, 0, 2}, {0, 1}}.apply(grid); }), "a grid of 3 cells, got 2"));
    CHECK(contains(error_of([&] { Symmetry{{1, 0}, {0}}.apply(grid); }), "tokens from 0 to 0, got 1"));
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
    // Titles cost nothing; a line among puzzles that is none is said.
    CHECK(read("Grid 01\n1...\n..2.\n....\n.3..\nGrid 02\n1...\n..2.\n....\n.3..\n").size() == 2);
    CHECK(read(kPuzzle + "\nnot a puzzle\n" + kPuzzle + "\n").at(1).find("f:2:13: expected a whole puzzle") == 0);
    // Dashes are blanks among digits, and frames elsewhere: never one puzzle made of two.
    CHECK(read("13-------24-----\n2-4---1-----3---\n") ==
          std::vector<std::string>{"f:1 13.......24.....", "f:2 2.4...1.....3..."});
    CHECK(read("+--+--+\n|1 .|. .|\n|. .|2 .|\n+--+--+\n|. .|. .|\n|. 3|. .|\n+--+--+\n") ==
          std::vector<std::string>{"f:2 1.....2......3.."});
    CHECK(contains(read(std::string("\x1F\x8B\x08") + "rest").at(0), "a gzip file"));
    CHECK(contains(read(std::string("\xFF\xFE") + "8").at(0), "UTF-16"));
}
