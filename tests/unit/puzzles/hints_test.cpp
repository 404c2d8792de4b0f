#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "generate/cadical.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;

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
    CHECK(of(0, 1) == 168 + 2);          // one shaded
    CHECK(of(3, 1) == 168);              // any number
    CHECK(of(0, 2) == 128 + 3);          // three cells
    CHECK(of(0, 5) == 48 + 10 * 1 + 2);  // two more of the room to the right,
    CHECK(of(0, 6) == 88 + 10 * 1 + 2);  // and nothing behind it
    CHECK(of(3, 6) == 88 + 10 * 1 + 2);  // one more of the room to the right, and one behind it
    CHECK(of(0, 7) == 48 + 10 * 2);      // none of the room below,
    CHECK(of(0, 8) == 88 + 10 * 2 + 1);  // one behind the border
}

TEST_CASE("what a network is told of hitori says which cells have the same number") {
    std::istringstream in("hitori\n1 1 2\n2 3 1\n1 2 3\n");
    const auto read = read_puzzles(in, "f")->next();
    const auto hints = read->puzzle->hints(read->question);
    REQUIRE(hints.size() == 9 * 3);
    const std::string numbers = "112231123";
    for (std::size_t a = 0; a < 9; ++a)
        for (std::size_t b = 0; b < 9; ++b) CHECK((hints[3 * a] == hints[3 * b]) == (numbers[a] == numbers[b]));
    CHECK(hints[1] == 35 + 2);      // two of its number in the row
    CHECK(hints[2] == 35 + 5 + 2);  // and in the column
    CHECK(hints[3 * 2 + 1] == 35 + 1);
}

TEST_CASE("what a network is told of shikaku is a cell's number, and which comes next on each side, how far away") {
    std::istringstream in("shikaku\n4 . .\n. . 2\n");
    const auto read = read_puzzles(in, "f")->next();
    const auto hints = read->puzzle->hints(read->question);
    REQUIRE(hints.size() == 6 * 9);
    constexpr int kClues = 42, kFar = 5 * kClues;  // clue n + 1 is number n
    const auto of = [&](int cell, int slot) { return at(hints, 9 * cell + slot); };
    CHECK(of(0, 0) == 5);
    CHECK(of(1, 0) == 0);
    CHECK(of(1, 1) == kClues);                // above the edge,
    CHECK(of(1, 2) == kFar);                  // which is next
    CHECK(of(2, 5) == kClues * (1 + 2) + 3);  // the 2 below,
    CHECK(of(2, 6) == kFar + 16 * 2);         // which is next
    CHECK(of(2, 7) == kClues * (1 + 3) + 5);  // the 4 to the left,
    CHECK(of(2, 8) == kFar + 16 * 3 + 1);     // with a cell between
}

TEST_CASE("the hints of a copy are those of the puzzle, renamed") {
    for (const PencilKind* kind : test::pencil_kinds()) {
        if (kind->hint_rows() == 0) continue;
        INFO(kind->name());
        const auto maker = kind->maker({{"rows", "5"}, {"cols", "5"}, {"smallest", "4"}}, tools::make_cadical);
        const auto puzzle = maker->puzzle();
        for (std::uint64_t index = 0; index < 3; ++index) {
            const auto question = maker->make(1, index).question;
            const auto hints = puzzle->hints(question);
            const std::size_t each = hints.size() / question.size();
            for (std::uint64_t number = 1; number < std::min<std::uint64_t>(20, puzzle->copies(question)); ++number) {
                const auto copy = puzzle->copy(question, 1, number);
                REQUIRE(copy);
                REQUIRE(count_of(copy->hints) == puzzle->hint_rows());
                const auto copied = puzzle->hints(copy->apply(question));
                std::map<std::int32_t, std::int32_t> names;  // of rooms, or of numbers: drawn anew
                for (std::size_t cell = 0; cell < question.size(); ++cell) {
                    const std::size_t old = to_size(copy->cells[cell]);
                    std::multiset<std::int32_t> expected, got;
                    for (std::size_t slot = 0; slot < each; ++slot) {
                        const std::int32_t hint = hints[each * old + slot], other = copied[each * cell + slot];
                        if (slot == 0) {
                            CHECK(names.emplace(hint, other).first->second == other);
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
}

TEST_CASE("what a network is told tells any two questions apart") {
    const auto told = [](const Puzzle& puzzle, Tokens question) {
        auto hints = puzzle.hints(question);
        const std::size_t each = hints.size() / question.size();
        std::map<std::int32_t, std::int32_t> names;  // as they come
        for (std::size_t i = 0; i < hints.size(); i += each) hints[i] = names.emplace(hints[i], count_of(names)).first->second;
        return hints;
    };
    for (const PencilKind* kind : test::pencil_kinds()) {
        if (kind->hint_rows() == 0) continue;  // every token has a row of its own
        INFO(kind->name());
        const auto maker = kind->maker({{"rows", "5"}, {"cols", "5"}}, tools::make_cadical);
        const auto puzzle = maker->puzzle();
        const auto question = maker->make(1, 0).question;
        std::istringstream text(puzzle->question_text(question));
        std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
        int changed = 0;
        for (std::size_t cell = 1; cell < words.size(); ++cell)
            for (std::size_t other = 1; other < words.size(); ++other) {
                auto edited = words;
                edited[cell] = words[other];
                std::string again = edited[0];
                for (std::size_t i = 1; i < edited.size(); ++i) again += (i % 5 == 1 ? '\n' : ' ') + edited[i];
                std::istringstream in(again + '\n');
                std::optional<PuzzleEntry> read;
                try {
                    read = read_puzzles(in, "f")->next();
                } catch (const Error&) {
                    continue;  // a room in two pieces, or with two numbers
                }
                if (!read || read->question == question) continue;
                ++changed;
                INFO(again);
                CHECK(told(*puzzle, read->question) != told(*puzzle, question));
            }
        CHECK(changed > 10);
    }
}
