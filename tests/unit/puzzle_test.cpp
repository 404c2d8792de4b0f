#include <functional>
#include <set>
#include <sstream>

#include "generate/cadical.hpp"
#include "ptrm/error.hpp"
#include "ptrm/index.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/sudoku.hpp"
#include "puzzles/pencil.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

std::vector<const PencilKind*> pencil_kinds() {
    std::vector<const PencilKind*> kinds;
    for (const PuzzleKind* kind : puzzle_kinds())
        if (const auto* pencil = dynamic_cast<const PencilKind*>(kind)) kinds.push_back(pencil);
    return kinds;
}

std::shared_ptr<const Puzzle> puzzle(const PuzzleKind& kind, int rows, int cols) {
    Task task;
    task.puzzle = kind.name();
    task.rows = rows;
    task.cols = cols;
    return kind.puzzle(task);
}

/// Every answer, by trying all digits in all open cells.
std::set<Digits> brute_force(const PencilKind& kind, const Board& board) {
    std::set<Digits> answers;
    const auto choices = kind.digits();
    Digits digits(board.tokens.size());
    const std::function<void(std::size_t)> fill = [&](std::size_t cell) {
        if (cell == digits.size()) {
            std::vector<Fault> faults;
            kind.check(board, digits, faults);
            if (faults.empty()) answers.insert(digits);
            return;
        }
        if (const auto known = kind.digit(board.tokens[cell])) {
            digits[cell] = *known;
            return fill(cell + 1);
        }
        for (const int digit : choices) {
            digits[cell] = digit;
            fill(cell + 1);
        }
    };
    fill(0);
    return answers;
}

std::set<Digits> all_answers(const PencilKind& kind, const Board& board) {
    const auto sat = tools::make_cadical();
    const Formula formula = kind.formula(board, *sat);
    std::set<Digits> answers;
    while (const auto answer = formula.answer(*sat, formula.clues)) {
        answers.insert(*answer);
        formula.exclude(*sat, *answer);
    }
    return answers;
}

}  // namespace

TEST_CASE("kinds are found by name and alias") {
    CHECK(puzzle_kinds().size() == 8);
    CHECK(find_puzzle_kind("akari") == find_puzzle_kind("lightup"));
    CHECK(find_puzzle_kind("hitori") == nullptr);
    for (const PuzzleKind* kind : puzzle_kinds()) CHECK(find_puzzle_kind(kind->name()) == kind);
}

TEST_CASE("a solver's formula and the rules have the same answers on small boards with some clues") {
    int with_answers = 0;
    for (const PencilKind* kind : pencil_kinds()) {
        const int rows = kind->digits().size() > 2 ? 2 : 3, cols = 3;
        for (std::uint64_t index = 0; index < 40; ++index) {
            // The clues of a puzzle, some of them changed to those of another, so that there are none, one or many answers.
            Board board = make_pencil_puzzle(*kind, rows, cols, 5, index, tools::make_cadical).question;
            const Board other = make_pencil_puzzle(*kind, rows, cols, 6, index, tools::make_cadical).question;
            Random random(index, 3);
            if (kind->name() != "heyawake")
                for (int cell = 0; cell < board.cells(); ++cell)
                    if (random.below(3) == 0) board[cell] = other[cell];
            const int revealed = random.below(board.cells());
            if (!kind->digit(board[revealed]) && random.below(2) == 0)
                board[revealed] = kind->given(board[revealed], kind->digits().back());
            INFO(kind->name() << " " << index);
            const auto found = all_answers(*kind, board);
            CHECK(found == brute_force(*kind, board));
            with_answers += found.empty() ? 0 : 1;
        }
    }
    CHECK(with_answers > 80);
}

TEST_CASE("hints follow from the question: the room, its number and size, and how far it reaches") {
    // Three columns wide: a room of three cells with one shaded, below it a room of two and a room of one.
    std::istringstream in("heyawake\na1 a a\nb b c\n");
    const auto read = read_puzzles(in, "f")->next();
    const auto puzzle = read->puzzle;
    const auto hints = puzzle->hints(read->question);
    REQUIRE(hints.size() == 6 * 11);
    const auto of = [&](int cell, int slot) { return at(hints, 11 * cell + slot); };
    CHECK(of(0, 0) == of(2, 0));  // the same room
    CHECK(of(0, 0) != of(3, 0));
    CHECK(std::set{of(0, 0), of(3, 0), of(5, 0)}.size() == 3);
    CHECK(of(0, 1) == 48 + 2);            // one shaded
    CHECK(of(3, 1) == 48);                // any number
    CHECK(of(0, 2) == 150 + 3);           // three cells
    CHECK(of(0, 5) == 70 + 10 * 1 + 2);   // two more of the room to the right,
    CHECK(of(0, 6) == 110 + 10 * 1 + 2);  // and nothing behind it
    CHECK(of(3, 6) == 110 + 10 * 1 + 2);  // one more of the room to the right, and one behind it
    CHECK(of(0, 7) == 70 + 10 * 2);       // none of the room below,
    CHECK(of(0, 8) == 110 + 10 * 2 + 1);  // one behind the border
    for (const PuzzleKind* kind : puzzle_kinds())
        if (kind->name() != "heyawake" && !kind->makes().empty())
            CHECK(kind->maker({}, tools::make_cadical)->puzzle()->hint_rows() == 0);
}

TEST_CASE("the hints of a copy are those of the puzzle, renamed") {
    const auto maker =
        find_puzzle_kind("heyawake")->maker({{"rows", "7"}, {"cols", "7"}, {"smallest", "4"}}, tools::make_cadical);
    const auto puzzle = maker->puzzle();
    for (std::uint64_t index = 0; index < 4; ++index) {
        const auto question = maker->make(1, index).question;
        const auto hints = puzzle->hints(question);
        for (std::uint64_t number = 1; number < puzzle->copies(question); ++number) {
            const auto copy = puzzle->copy(question, 1, number);
            REQUIRE(copy);
            REQUIRE(count_of(copy->hints) == puzzle->hint_rows());
            const auto copied = puzzle->hints(copy->apply(question));
            std::map<std::int32_t, std::int32_t> rooms;  // their names are drawn anew
            for (std::size_t cell = 0; cell < question.size(); ++cell) {
                const std::size_t old = to_size(copy->cells[cell]);
                std::multiset<std::int32_t> expected, got;
                for (std::size_t slot = 0; slot < 11; ++slot) {
                    const std::int32_t hint = hints[11 * old + slot], other = copied[11 * cell + slot];
                    if (slot == 0) {
                        CHECK(rooms.emplace(hint, other).first->second == other);
                        continue;
                    }
                    expected.insert(hint < 0 ? -1 : at(copy->hints, hint));
                    got.insert(other);
                }
                CHECK(expected == got);
            }
        }
    }
}

TEST_CASE("generated pencil puzzles have one answer, keep the rules, and come back from their address") {
    for (const PencilKind* kind : pencil_kinds()) {
        for (std::uint64_t index = 0; index < 5; ++index) {
            const int rows = 5 + static_cast<int>(index % 2), cols = 6;
            const MadePuzzle made = make_pencil_puzzle(*kind, rows, cols, 1, index, tools::make_cadical);
            INFO(kind->name() << " " << index << " " << pencil_address(*kind, made.question));
            const auto sat = tools::make_cadical();
            CHECK(pencil_answers(*kind, made.question, *sat) == std::vector<Digits>{made.answer});
            CHECK(make_pencil_puzzle(*kind, rows, cols, 1, index, tools::make_cadical).question == made.question);

            const auto own = puzzle(*kind, rows, cols);
            const auto label = pencil_labels(*kind, made.question, made.answer);
            CHECK(own->question_faults(made.question.tokens).empty());
            CHECK(own->solves(made.question.tokens, label));
            for (int cell = 0; cell < made.question.cells(); ++cell)
                for (const std::int32_t token : own->choices(made.question[cell])) {
                    auto changed = label;
                    at(changed, cell) = token;
                    CHECK(own->solves(made.question.tokens, changed) == (changed == label));
                }
            const auto back = kind->read(own->question_line(made.question.tokens));
            REQUIRE(back);
            CHECK(back->question == made.question.tokens);
            CHECK(own->read_answer(made.question.tokens, own->answer_line(made.question.tokens, label)) == label);
        }
    }
}

TEST_CASE("every copy of a padded puzzle is the same puzzle, and differs from the others") {
    for (const PencilKind* kind : pencil_kinds()) {
        const MadePuzzle made = make_pencil_puzzle(*kind, 4, 6, 1, 0, tools::make_cadical);
        const auto own = puzzle(*kind, 4, 6), frame = puzzle(*kind, 7, 7);
        const auto question = pad(*own, *frame, made.question.tokens),
                   answer = pad(*own, *frame, pencil_labels(*kind, made.question, made.answer));
        CHECK(frame->solves(question, answer));
        CHECK(crop(*frame, *own, question) == made.question.tokens);
        CHECK_FALSE(frame->copy(question, 1, 0));
        const std::uint64_t all = frame->copies(question);
        CHECK(all == 8 * 4 * 2);
        std::set<std::vector<std::int32_t>> seen{question};
        for (std::uint64_t number = 1; number < all; ++number) {
            const auto copy = frame->copy(question, 1, number);
            REQUIRE(copy);
            const auto q = copy->apply(question), a = copy->apply(answer);
            INFO(kind->name() << " " << number);
            CHECK(frame->question_faults(q).empty());
            CHECK(frame->solves(q, a));
            CHECK(copy->undo(a) == answer);
            seen.insert(q);
        }
        CHECK(seen.size() > all / 2);
    }
}

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

namespace {

std::vector<PuzzleEntry> read_all(const std::string& text) {
    std::istringstream in(text);
    const auto reader = read_puzzles(in, "f");
    std::vector<PuzzleEntry> entries;
    while (auto entry = reader->next()) entries.push_back(std::move(*entry));
    return entries;
}

std::string reading_problem(const std::string& text) {
    try {
        read_all(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("what a puzzle is written as is read as the same puzzle") {
    for (const PencilKind* kind : pencil_kinds()) {
        std::string grids, files;
        std::vector<std::pair<std::vector<std::int32_t>, std::vector<std::int32_t>>> written;
        for (std::uint64_t index = 0; index < 12; ++index) {
            const int rows = 4 + static_cast<int>(index) % 3, cols = 4 + static_cast<int>(index) / 3 % 3;
            const MadePuzzle made = make_pencil_puzzle(*kind, rows, cols, 5, index, tools::make_cadical);
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
    CHECK(contains(reading_problem("{\"url\": \"https://puzz.link/p?lightup/2/1/0g\",\n"), "f:1: expected puzzles as JSON"));
}

TEST_CASE("JSON with addresses is read, and moves of a player as the answer") {
    const auto read = read_all(
        R"([{"pid": "lightup", "url": "https://puzz.link/p?lightup/3/2/0i.", "moves": ["mouse,left,5,1", "mouse,right,3,1", "mouse,left,1,3"]},)"
        "\n"
        R"({"url": "https://puzz.link/p?shakashaka/2/2/j", "moves": "mouse,left,0.5,0.5;mouse,left,3.5,0.5;mouse,left,0.5,3.5;mouse,left,3.5,3.5"},)"
        R"({"url": "https://puzz.link/p?sudoku/4/4/1o", "moves": ["mouse,left,3,1", "key,2"]}])");
    REQUIRE(read.size() == 3);
    const auto line = [&](std::size_t i) { return read[i].puzzle->answer_line(read[i].question, read[i].answer); };
    CHECK(line(0) == "001100");
    CHECK(line(1) == "5423");
    CHECK(line(2).starts_with("12.."));
    const auto own = read_all(R"({"index": 0, "puzzle": "https://puzz.link/p?lightup/3/2/0i.", "answer": "001100"})");
    CHECK(own.at(0).answer == read[0].answer);
}

TEST_CASE("pictures mark what is wrong") {
    for (const PencilKind* kind : pencil_kinds()) {
        const MadePuzzle made = make_pencil_puzzle(*kind, 5, 5, 1, 0, tools::make_cadical);
        const auto own = puzzle(*kind, 5, 5);
        auto answer = pencil_labels(*kind, made.question, made.answer);
        CHECK(own->svg(made.question.tokens, answer).find("class=\"fault\"") == std::string::npos);
        for (int cell = 0; cell < made.question.cells(); ++cell) {
            const auto choices = own->choices(made.question[cell]);
            if (choices.size() > 1) at(answer, cell) = choices[0] == at(answer, cell) ? choices[1] : choices[0];
        }
        CHECK(own->svg(made.question.tokens, answer).find("class=\"fault\"") != std::string::npos);
        CHECK_FALSE(own->answer_faults(made.question.tokens, answer).empty());
    }
}

TEST_CASE("every kind that can be made is made by anybody who asks, as asked, with one answer") {
    std::size_t makable = 0;
    for (const PuzzleKind* kind : puzzle_kinds()) {
        INFO(kind->name());
        if (kind->makes().empty()) {
            CHECK(kind->maker({}, tools::make_cadical) == nullptr);
            continue;
        }
        ++makable;
        MakerWishes small;
        for (const MakerOption& option : kind->maker_options()) {
            if (option.name == "rows" || option.name == "cols") small[std::string(option.name)] = "6";
            if (option.name == "box") small["box"] = "2x3";
            if (option.name == "clues") small["clues"] = "10:14";
            if (option.name == "least-distance") small["least-distance"] = "5";
        }
        const auto maker = kind->maker(small, tools::make_cadical);
        const auto puzzle = maker->puzzle();
        CHECK(puzzle->task().rows == 6);
        for (std::uint64_t index = 0; index < 4; ++index) {
            const MadeGrids made = maker->make(7, index);
            CHECK(maker->make(7, index).question == made.question);
            CHECK(puzzle->question_faults(made.question).empty());
            CHECK(puzzle->solves(made.question, made.answer));
            CHECK(kind->answers(*puzzle, made.question, tools::make_cadical).value() ==
                  std::vector<std::vector<std::int32_t>>{made.answer});
            if (!kind->has_canonical_form()) continue;
            const auto copy = puzzle->copy(made.question, 1, 3);
            CHECK(kind->canonical_form(*puzzle, copy->apply(made.question), copy->apply(made.answer)) ==
                  kind->canonical_form(*puzzle, made.question, made.answer));
        }
        CHECK_THROWS_AS(kind->maker({{"colour", "red"}}, tools::make_cadical), Error);
    }
    CHECK(makable == 7);
}

namespace {

/// 2x2, each letter once a row.
class Letters final : public Puzzle {
public:
    Letters() : Puzzle(letters()) {}
    std::vector<Fault> answer_faults(Tokens, Tokens answer) const override {
        std::vector<Fault> faults;
        for (int row = 0; row < 2; ++row)
            if (at(answer, 2 * row) == at(answer, 2 * row + 1)) faults.push_back({{2 * row, 2 * row + 1}, "a letter twice"});
        return faults;
    }

private:
    static Task letters() {
        Task task;
        task.puzzle = "letters";
        task.rows = task.cols = 2;
        task.tokens = "_.ab";
        return task;
    }
};

}  // namespace

TEST_CASE("a kind of one's own has all but its rules from Puzzle") {
    const Letters letters;
    const std::vector<std::int32_t> question{1, 1, 2, 1}, answer{2, 3, 2, 3}, wrong{2, 2, 2, 3};
    CHECK(letters.vocab_size() == 4);
    CHECK(letters.choices(1) == std::vector<std::int32_t>{1});
    CHECK(letters.question_faults(question).empty());
    CHECK(letters.solves(question, answer));
    CHECK_FALSE(letters.solves(question, wrong));
    CHECK(letters.copies(question) == 1);
    CHECK_FALSE(letters.copy(question, 1, 5));
    CHECK(letters.question_line(question) == "..a.");
    CHECK(letters.read_answer(question, "abab") == answer);
    CHECK_THROWS_AS(letters.read_answer(question, "abac"), Error);
    CHECK_THROWS_AS(letters.read_answer(question, "aba"), Error);
    CHECK(letters.drawing(question, answer).find('b') != std::string::npos);
    const auto marks = [](const std::string& svg) {
        std::size_t count = 0;
        for (std::size_t at = svg.find("fault"); at != std::string::npos; at = svg.find("fault", at + 1)) ++count;
        return count;
    };
    CHECK(letters.svg(question, answer).starts_with("<svg"));
    CHECK(marks(letters.svg(question, answer)) == 0);
    CHECK(marks(letters.svg(question, wrong)) == 2);
    CHECK_THROWS_AS(letters.pzprv3(question, answer), Error);
    CHECK_THROWS_AS(letters.read_moves(question, {}), Error);
}

TEST_CASE("every pencil kind draws a question with its answer, in lines, colours and pictures") {
    for (const PencilKind* kind : pencil_kinds()) {
        INFO(kind->name());
        const auto made = kind->maker({{"rows", "5"}, {"cols", "6"}}, tools::make_cadical)->make(3, 0);
        const auto board = puzzle(*kind, 5, 6);
        const std::string plain = board->drawing(made.question, made.answer),
                          coloured = board->drawing(made.question, made.answer, Colours::palette);
        CHECK(std::count(plain.begin(), plain.end(), '\n') == 5);
        CHECK(plain.find('\x1b') == std::string::npos);
        CHECK(std::count(coloured.begin(), coloured.end(), '\n') == 5);
        CHECK(board->svg(made.question, made.answer).starts_with("<svg"));
        CHECK(board->question_faults(made.question).empty());
        CHECK(board->solves(made.question, made.answer));
        CHECK(board->read_answer(made.question, board->answer_line(made.question, made.answer)) == made.answer);
        CHECK(board->pzprv3(made.question, made.answer).starts_with("pzprv3"));
    }
}
