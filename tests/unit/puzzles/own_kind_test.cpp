// A kind that the table does not know, in one class: all that the others can do, it can.
#include <sstream>

#include "base/index.hpp"
#include "generate/cadical.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/shading.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;

namespace {

/// Mines beside numbers: a number counts the shaded cells that touch its cell along a side.
class Mines final : public NumberKind {
public:
    Mines() : NumberKind(1, 4) {}
    std::string_view name() const override { return "mines"; }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::marks}; }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        for (int cell = 0; cell < board.cells(); ++cell)
            if (is_clue(board[cell]) && clue(board[cell]) > 0 && mines(board, answer, cell) != clue(board[cell]))
                faults.push_back({{cell}, "a number that does not count its mines"});
    }
    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (!is_clue(board[cell])) continue;
            std::vector<int> beside;
            for_neighbours(board, cell, [&](int next) { beside.push_back(at(formula.literals, next)[1]); });
            formula.clues.push_back(sat.variable());
            sat.add({-at(formula.literals, cell)[1]});
            if (clue(board[cell]) > 0) exactly(sat, formula.clues.back(), beside, clue(board[cell]));
        }
        return formula;
    }
    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        Digits answer(board.tokens.size());
        for (int& digit : answer) digit = random.below(3) == 0 ? 1 : 0;
        for (int cell = 0; cell < board.cells(); ++cell)
            if (at(answer, cell) == 0 && mines(board, answer, cell) > 0) board[cell] = of_clue(mines(board, answer, cell));
        const auto proof = sat();
        const Formula all = formula(board, *proof);
        all.exclude(*proof, answer);
        if (all.answer(*proof, all.clues)) return std::nullopt;
        return MadeBoard{std::move(board), std::move(answer), 0};
    }

private:
    static int mines(const Board& board, const Digits& answer, int cell) {
        int count = 0;
        for_neighbours(board, cell, [&](int next) { count += at(answer, next); });
        return count;
    }
};

}  // namespace

TEST_CASE("a kind from outside the table is made, proven, written, read, drawn, turned and clicked") {
    const Mines kind;
    const auto maker = kind.maker({{"rows", "4"}, {"cols", "5"}}, tools::make_cadical);
    const auto puzzle = maker->puzzle();
    const MadePuzzle made = maker->make(1, 0);
    CHECK(puzzle->solves(made.question, made.answer));
    CHECK(kind.answers(*puzzle, made.question, tools::make_cadical).value() ==
          std::vector<std::vector<std::int32_t>>{made.answer});

    const std::string address = puzzle->question_line(made.question), file = puzzle->pzprv3(made.question, made.answer);
    CHECK(address.starts_with("https://puzz.link/p?mines/5/4/"));
    CHECK(kind.read(address)->question == made.question);
    std::vector<std::string> lines;
    std::istringstream in(file);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    CHECK(kind.read_pzprv3(lines).answer == made.answer);
    std::vector<std::string> rows;
    std::istringstream grid(puzzle->question_text(made.question));
    for (std::string line; std::getline(grid, line);) rows.push_back(line);
    CHECK(rows[0] == "mines");
    rows.erase(rows.begin());
    CHECK(kind.read_grid(rows)->question == made.question);

    CHECK(std::ssize(puzzle->drawing(made.question, made.answer)) == 4 * (2 * 5 + 1));
    CHECK(puzzle->svg(made.question, made.answer).find("class=\"shaded\"") != std::string::npos);
    for (std::uint64_t number = 1; number < puzzle->copies(made.question); ++number) {
        const auto copy = puzzle->copy(made.question, 1, number);
        CHECK(puzzle->solves(copy->apply(made.question), copy->apply(made.answer)));
    }
    std::vector<std::string> moves;
    const std::string answer = puzzle->answer_line(made.question, made.answer);
    for (int cell = 0; cell < 20; ++cell)
        if (at(answer, cell) == '1')
            moves.push_back("mouse,left," + std::to_string(cell % 5 * 2 + 1) + ',' + std::to_string(cell / 5 * 2 + 1));
    CHECK(puzzle->read_moves(made.question, moves) == made.answer);
}
