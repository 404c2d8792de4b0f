#include "base/index.hpp"
#include "generate/cadical.hpp"
#include "puzzles/pencil/sides.hpp"
#include "support/catch.hpp"
#include "support/pencil.hpp"

using namespace ptrm;
using namespace ptrm::test;

namespace {

std::string mouse(std::initializer_list<double> places) {
    std::string move = "mouse,left";
    for (const double place : places) {
        std::string number = std::to_string(place);
        number.erase(number.find_last_not_of('0') + 1);
        if (number.back() == '.') number.pop_back();
        move += ',' + number;
    }
    return move;
}

/// What a person clicks and draws for an answer: with `strokes`, lines are dragged from cell to cell and borders from corner to
/// corner, else the middle of each side is clicked.
std::vector<std::string> moves_of(const PencilKind& kind, const Board& board, const Digits& answer, bool strokes) {
    std::vector<std::string> moves;
    const Sides sides = kind.strokes() == Strokes::none ? Sides(answer.size()) : kind.sides(board, answer);
    for (int cell = 0; cell < board.cells(); ++cell) {
        const double x = 2.0 * (cell % board.cols) + 1, y = 2.0 * (cell / board.cols) + 1;
        const int digit = at(answer, cell);
        if (kind.digits().size() == 5 && digit > 0)  // shakashaka: towards the black corner
            moves.push_back(mouse({x + (digit == 3 || digit == 4 ? 0.5 : -0.5), y + (digit <= 3 ? 0.5 : -0.5)}));
        else if (digit == 1 && at(sides, cell) == 0)
            moves.push_back(mouse({x, y}));
        for (int side = 0; side < 4; ++side) {
            if ((at(sides, cell) >> side & 1) == 0) continue;
            const double right = side == 1 ? 1 : side == 3 ? -1 : 0, down = side == 2 ? 1 : side == 0 ? -1 : 0;
            if (!strokes)
                moves.push_back(mouse({x + right, y + down}));
            else if (kind.strokes() == Strokes::lines)
                moves.push_back(mouse({x, y, x + 2 * right, y + 2 * down}));
            else
                moves.push_back(mouse({x + right - down, y + down - right, x + right + down, y + down + right}));
        }
    }
    moves.emplace_back("mouse,right,1,1");  // a mark of the player's own
    return moves;
}

}  // namespace

TEST_CASE("the clicks and strokes of a person come to the answer, of every kind") {
    for (const PencilKind* kind : pencil_kinds()) {
        INFO(kind->name());
        const MadeBoard made = make_pencil_puzzle(*kind, 5, 4, 2, 0, tools::make_cadical);
        for (const bool strokes : {false, true})
            CHECK(pencil_moves(*kind, made.question, moves_of(*kind, made.question, made.answer, strokes)) == made.answer);
    }
}

TEST_CASE("one stroke leads a line through many cells, and one click shades a room") {
    const auto loop = puzzle(pencil_kind("mashu"), 3, 3);
    const std::vector<std::string> around{"mouse,left,1,1,5,1,5,5,1,5,1,1"};
    const auto question = pencil_kind("mashu").read("https://puzz.link/p?mashu/3/3/000")->question;
    CHECK(loop->answer_line(question, loop->read_moves(question, around)) == "6ac5053a9");

    const auto& rooms = pencil_kind("nurimaze");
    const auto read = rooms.read_grid(std::vector<std::string>{"a> b", "c b", "c d<"});
    CHECK(read->puzzle->answer_line(
              read->question, read->puzzle->read_moves(read->question, std::vector<std::string>{"mouse,left,1,3"})) == "001010");
}

TEST_CASE("a loop with an open end is no answer of slither") {
    const auto read = find_puzzle_kind("slither")->read("https://puzz.link/p?slither/2/2/j");
    REQUIRE(read);
    CHECK(contains(error_of([&] { read->puzzle->read_moves(read->question, std::vector<std::string>{"mouse,left,0,0,2,0"}); }),
                   "lines that enclose cells"));
}

TEST_CASE("a move that is on no side and in no cell is refused") {
    const auto refused = [](const char* kind, const char* address, const char* move) {
        const auto read = find_puzzle_kind(kind)->read(std::string("https://puzz.link/p?") + address);
        return error_of([&] { read->puzzle->read_moves(read->question, std::vector<std::string>{move}); });
    };
    for (const char* move : {"mouse,left,1,1,3,3", "mouse,left,1,1,9,1", "mouse,left,2,8"})
        CHECK(contains(refused("mashu", "mashu/3/3/000", move), "mouse,left,X,Y within the board"));
    for (const char* move : {"mouse,left,0,1", "mouse,left,1,0"})
        CHECK(contains(refused("hitori", "hitori/3/3/312113232", move), "mouse,left,X,Y within the board"));
}
