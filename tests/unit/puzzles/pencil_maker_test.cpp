#include "ptrm/puzzle_kind.hpp"

#include "base/index.hpp"
#include "generate/cadical.hpp"
#include "ptrm/puzzle.hpp"
#include "puzzles/pencil/kind.hpp"
#include "puzzles/pencil/shading.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("generated pencil puzzles have one answer, keep the rules, and come back from their address") {
    for (const PencilKind* kind : pencil_kinds()) {
        for (std::uint64_t index = 0; index < 5; ++index) {
            const int rows = 4 + static_cast<int>(index % 2), cols = 4;  // an even number of cells, as double choco wants
            const MadeBoard made = make_pencil_puzzle(*kind, rows, cols, 1, index, tools::make_cadical);
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

TEST_CASE("every kind that can be made is made by anybody who asks, as asked, with one answer") {
    std::size_t makable = 0;
    for (const PuzzleKind* kind : puzzle_kinds()) {
        INFO(kind->name());
        if (kind->makes().empty()) {
            CHECK(kind->maker({}, tools::make_cadical) == nullptr);
            continue;
        }
        ++makable;
        MakerSettings small;
        const bool pencil = dynamic_cast<const PencilKind*>(kind) != nullptr;
        for (const MakerOption& option : kind->maker_options()) {
            if (option.name == "rows" || option.name == "cols") small[std::string(option.name)] = pencil ? "4" : "6";
            if (option.name == "box") small["box"] = "2x3";
            if (option.name == "clues") small["clues"] = "10:14";
            if (option.name == "least-distance") small["least-distance"] = "5";
        }
        const auto maker = kind->maker(small, tools::make_cadical);
        const auto puzzle = maker->puzzle();
        CHECK(puzzle->task().rows == (pencil ? 4 : 6));
        for (std::uint64_t index = 0; index < 4; ++index) {
            const MadePuzzle made = maker->make(7, index);
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
    CHECK(makable == pencil_kinds().size() + 2);  // and Sudoku and mazes
}

TEST_CASE("in hitori connectedness decides a good part of some boards and hardly any of others, as in people's") {
    const PencilKind& kind = pencil_kind("hitori");
    int much = 0, little = 0;
    for (std::uint64_t index = 0; index < 30; ++index) {
        const MadeBoard made = make_pencil_puzzle(kind, 8, 8, 1, index, tools::make_cadical);
        const int decided = decided_by_connectedness(kind, made.question, made.answer, tools::make_cadical);
        much += decided >= 13 ? 1 : 0;
        little += decided <= 3 ? 1 : 0;
    }
    CHECK(much >= 3);
    CHECK(little >= 8);
}
