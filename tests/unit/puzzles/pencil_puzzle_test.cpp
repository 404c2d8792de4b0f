#include <algorithm>
#include <set>

#include "base/index.hpp"
#include "generate/cadical.hpp"
#include "puzzles/fit.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/kind.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("every copy of a padded puzzle is the same puzzle, and differs from the others") {
    for (const PencilKind* kind : pencil_kinds()) {
        const MadeBoard made = make_pencil_puzzle(*kind, 4, 6, 1, 0, tools::make_cadical);
        const auto own = puzzle(*kind, 4, 6), frame = puzzle(*kind, 7, 7);
        const auto question = pad(*own, *frame, made.question.tokens),
                   answer = pad(*own, *frame, pencil_labels(*kind, made.question, made.answer));
        CHECK(frame->solves(question, answer));
        CHECK_FALSE(frame->copy(question, 1, 0));
        const std::uint64_t all = frame->copies(question);
        CHECK(all % (8 * 4 * 2) == 0);  // a kind may rename tokens, too
        std::set<std::vector<std::int32_t>> seen{question};
        for (std::uint64_t number = 1; number < 64; ++number) {
            const auto copy = frame->copy(question, 1, number);
            REQUIRE(copy);
            const auto q = copy->apply(question), a = copy->apply(answer);
            INFO(kind->name() << " " << number);
            CHECK(frame->question_faults(q).empty());
            CHECK(frame->solves(q, a));
            CHECK(copy->undo(a) == answer);
            seen.insert(q);
        }
        CHECK(seen.size() > 32);
    }
}

TEST_CASE("pictures mark what is wrong") {
    for (const PencilKind* kind : pencil_kinds()) {
        const MadeBoard made = make_pencil_puzzle(*kind, 4, 6, 1, 0, tools::make_cadical);
        const auto own = puzzle(*kind, 4, 6);
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

TEST_CASE("every pencil kind draws a question with its answer, in lines, colours and pictures") {
    for (const PencilKind* kind : pencil_kinds()) {
        INFO(kind->name());
        const auto made = kind->maker({{"rows", "5"}, {"cols", "6"}}, tools::make_cadical)->make(3, 0);
        const auto board = puzzle(*kind, 5, 6);
        const std::string plain = board->drawing(made.question, made.answer),
                          coloured = board->drawing(made.question, made.answer, Colours::palette);
        const bool walled = kind->has_rooms() || kind->strokes() == Strokes::borders;
        CHECK(std::count(plain.begin(), plain.end(), '\n') == (walled ? 11 : 5));
        CHECK(plain.find('\x1b') == std::string::npos);
        CHECK(std::count(coloured.begin(), coloured.end(), '\n') == std::count(plain.begin(), plain.end(), '\n'));
        CHECK(board->svg(made.question, made.answer).starts_with("<svg"));
        CHECK(board->question_faults(made.question).empty());
        CHECK(board->solves(made.question, made.answer));
        CHECK(board->read_answer(made.question, board->answer_line(made.question, made.answer)) == made.answer);
        CHECK(board->pzprv3(made.question, made.answer).starts_with("pzprv3"));
    }
}

TEST_CASE("a nurimaze without start and goal has them in the corners, as the player does") {
    const PencilKind& kind = pencil_kind("nurimaze");
    const Board bare = kind.board_of_clues(2, 3, std::vector<std::string>(6), Sides(6, 0));
    const Board read = kind.from_body(kind.body(bare), 2, 3);
    CHECK(kind.clue_text(bare, 0).empty());
    CHECK(kind.clue_text(read, 0) == ">");
    CHECK(kind.clue_text(read, 5) == "<");
}

TEST_CASE("an answer does not say otherwise of a cell than the question does") {
    for (const PencilKind* kind : pencil_kinds()) {
        const MadeBoard made = make_pencil_puzzle(*kind, 4, 6, 1, 0, tools::make_cadical);
        const auto own = puzzle(*kind, 4, 6);
        const auto label = pencil_labels(*kind, made.question, made.answer);
        const std::string line = own->answer_line(made.question.tokens, label);
        for (int cell = 0; cell < made.question.cells(); ++cell) {
            if (!kind->digit(made.question[cell])) continue;  // an open cell
            std::string changed = line;
            at(changed, cell) = base36(kind->digits().back());
            INFO(kind->name() << " " << cell);
            CHECK_THROWS_AS(own->read_answer(made.question.tokens, changed), Error);
        }
    }
}

TEST_CASE("double choco is proved where patches of a colour are too large to list all areas") {
    const PencilKind& kind = pencil_kind("dbchoco");
    constexpr int kRows = 4, kCols = 8;
    std::vector<std::string> clues(kRows * kCols);
    for (int cell = 0; cell < kRows * kCols; ++cell) at(clues, cell) = cell % kCols < kCols / 2 ? "" : "#";
    for (const auto& [number, answers] : {std::pair("16", 1u), {"", 2u}}) {
        clues[0] = number;
        const Board board = kind.board_of_clues(kRows, kCols, clues, Sides(clues.size(), 0));
        const auto sat = tools::make_cadical();
        const auto found = pencil_answers(kind, board, *sat);
        REQUIRE(found);
        CHECK(found->size() == answers);
        for (const Digits& answer : *found) {
            std::vector<Fault> faults;
            kind.check(board, answer, faults);
            CHECK(faults.empty());
        }
    }
}
