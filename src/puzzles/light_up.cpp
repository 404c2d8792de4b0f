// Light up (akari): lamps on white cells; none sees another along a row or column up to a black cell; every white cell is lit; a
// number in a black cell counts its orthogonal lamps.
#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/kind.hpp"

namespace ptrm {
namespace light_up {

// Tokens: 0 pad, 1 white, 2 white without a lamp, 3 with a lamp, 4 black, 5 to 9 black with 0 to 4.
constexpr std::int32_t kWhite = 1, kDark = 2, kLamp = 3, kBlack = 4, kZero = 5;

bool white(std::int32_t token) { return token >= kWhite && token <= kLamp; }

/// The white cells that a lamp in `cell` shines on, itself apart.
std::vector<int> lit_from(const Board& board, int cell) {
    constexpr int kSteps[4][2] = {{-1, 0}, {0, 1}, {1, 0}, {0, -1}};
    std::vector<int> lit;
    for (const auto& [down, right] : kSteps)
        for (int row = cell / board.cols + down, col = cell % board.cols + right;
             board.holds(row, col) && white(board[board.cell(row, col)]); row += down, col += right)
            lit.push_back(board.cell(row, col));
    return lit;
}

class LightUp final : public OpenCellKind {
public:
    LightUp() : OpenCellKind(6) {}

    std::string_view name() const override { return "lightup"; }
    std::vector<std::string_view> aliases() const override { return {"akari", "bijutsukan"}; }
    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        const auto lamp = [&](int cell) { return at(answer, cell) == 1; };
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (white(board[cell])) {
                bool bright = lamp(cell);
                for (const int other : lit_from(board, cell)) {
                    bright = bright || lamp(other);
                    if (lamp(cell) && lamp(other) && other > cell) faults.push_back({{cell, other}, "two lamps see each other"});
                }
                if (!bright) faults.push_back({{cell}, "a white cell is not lit"});
            } else if (board[cell] >= kZero) {
                int lamps = 0;
                for_neighbours(board, cell, [&](int next) { lamps += lamp(next) ? 1 : 0; });
                if (lamps != board[cell] - kZero)
                    faults.push_back({{cell}, std::to_string(lamps) + " lamps beside a " + std::to_string(board[cell] - kZero)});
            }
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* = nullptr) const override {
        Formula formula;
        for (int cell = 0; cell < board.cells(); ++cell) {
            const int lamp = white(board[cell]) ? sat.variable() : 0;
            formula.literals.push_back({-lamp, lamp});
        }
        const auto lamp = [&](int cell) { return at(formula.literals, cell)[1]; };
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (white(board[cell])) {
                if (board[cell] == kLamp) sat.add({lamp(cell)});
                if (board[cell] == kDark) sat.add({-lamp(cell)});
                std::vector<int> lighting{lamp(cell)};
                for (const int other : lit_from(board, cell)) {
                    lighting.push_back(lamp(other));
                    if (other > cell) sat.add({-lamp(cell), -lamp(other)});
                }
                sat.add(lighting);
            } else if (board[cell] >= kZero) {
                std::vector<int> beside;
                for_neighbours(board, cell, [&](int next) {
                    if (lamp(next) != 0) beside.push_back(lamp(next));
                });
                formula.clues.push_back(sat.variable());
                exactly(sat, formula.clues.back(), beside, board[cell] - kZero);
            }
        }
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kWhite);
        const bool symmetric = random.below(100) < 91;
        const double share = 0.236 + 0.05 * (unit_interval(random.bits()) + unit_interval(random.bits()) - 1);
        for (int left = static_cast<int>(std::lround(share * rows * cols)); left > 0;) {
            const int cell = random.below(board.cells()), other = symmetric ? board.cells() - 1 - cell : cell;
            left -= (white(board[cell]) ? 1 : 0) + (other != cell && white(board[other]) ? 1 : 0);
            board[cell] = board[other] = kBlack;
        }
        // Some answer of these black cells, whose lamps all of them count.
        const auto first = make_sat();
        const Formula lamps = formula(board, *first);
        Digits wish(board.tokens.size());
        for (int& digit : wish) digit = random.below(3) == 0 ? 1 : 0;
        lamps.prefer(*first, wish);
        const auto answer = lamps.answer(*first, {});
        if (!answer) return std::nullopt;
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (white(board[cell])) continue;
            board[cell] = kZero;
            for_neighbours(board, cell, [&](int next) { board[cell] += at(*answer, next); });
        }
        const OtherAnswers others(*this, board, *answer, make_sat);
        if (others.find()) return std::nullopt;
        const int numbered = static_cast<int>(std::lround((0.57 + 0.2 * (unit_interval(random.bits()) - 0.5)) * others.clues()));
        const auto shown = others.shown(random, numbered);
        for (int cell = 0, clue = 0; cell < board.cells(); ++cell)
            if (!white(board[cell]) && !at(shown, clue++)) board[cell] = kBlack;
        return MadeBoard{std::move(board), *answer, 0};
    }

    std::string body(const Board& board) const override { return black_cells_body(board, kBlack); }
    Board from_body(std::string_view body, int rows, int cols) const override {
        return from_black_cells_body(body, rows, cols, kWhite, kBlack);
    }

    std::string clue_text(const Board& board, int cell) const override {
        if (white(board[cell])) return "";
        return board[cell] == kBlack ? "#" : std::to_string(board[cell] - kZero);
    }
    std::optional<std::int32_t> clue_token(std::string_view clue) const override {
        return clue.empty() ? kWhite : black_cell_token(clue, kBlack);
    }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::marked_clues}; }
    std::string file_clue(std::string clue) const override { return clue == "#" ? "-" : clue; }

    std::string symbol(const Board& board, int cell, int digit) const override {
        if (white(board[cell])) return digit == 1 ? " o" : " .";
        return board[cell] == kBlack ? " #" : " " + std::to_string(board[cell] - kZero);
    }

    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        if (!white(board[cell])) {
            picture.square("black");
            if (board[cell] >= kZero) picture.text(std::to_string(board[cell] - kZero), "on-black");
            return;
        }
        const auto lit = lit_from(board, cell);
        const bool lamp = at(answer, cell) == 1;
        const bool bright = lamp || std::any_of(lit.begin(), lit.end(), [&](int c) { return at(answer, c) == 1; });
        picture.square(bright ? "lit" : "white");
        if (lamp) picture.circle(13, "lamp");
    }
};

}  // namespace light_up

const PuzzleKind& light_up_kind() {
    static const light_up::LightUp kind;
    return kind;
}

}  // namespace ptrm
