// Shakashaka: some white cells get a black triangle in one of four corners; every unshaded area is a rectangle, upright or at 45
// degrees; a number in a black cell counts its orthogonal triangles. That is the same as a rule of each vertex: around it, in
// steps of 45 degrees, every white run is 90, 180 or 360 degrees.
#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/kind.hpp"

namespace ptrm {
namespace shakashaka {

// Tokens: 0 pad, 1 open, 2 white, 3 to 6 triangles, 7 black, 8 to 12 black with 0 to 4. Digits: 0 white, 2 to 5 a triangle whose
// black corner is bottom left, bottom right, top right, top left.
constexpr std::int32_t kOpen = 1, kWhite = 2, kTriangle = 3, kBlack = 7, kZero = 8;
constexpr int kTop = 1, kRight = 2, kBottom = 4, kLeft = 8;

bool black(std::int32_t token) { return token >= kBlack; }

/// The sides of a cell along which it is black. Each of its corners has two eighths of a turn, one along each of its sides.
int black_sides(int digit) {
    switch (digit) {
        case 2: return kBottom | kLeft;
        case 3: return kBottom | kRight;
        case 4: return kTop | kRight;
        case 5: return kTop | kLeft;
        default: return 0;
    }
}

/// The eighths around a vertex, clockwise from above: which cell (0 upper left, 1 upper right, 2 lower right, 3 lower left),
/// which side.
constexpr std::array<std::array<int, 2>, 8> kEighths{
    {{1, kLeft}, {1, kBottom}, {2, kTop}, {2, kLeft}, {3, kRight}, {3, kTop}, {0, kBottom}, {0, kRight}}};

/// Patterns of white eighths that no vertex may have, as few eighths as tell them: runs of other lengths than 2, 4 and 8.
struct Forbidden {
    std::uint8_t care, white;
};
const std::vector<Forbidden>& forbidden() {
    static const std::vector<Forbidden> all = [] {
        std::vector<Forbidden> list;
        for (const int length : {1, 3, 5, 6, 7}) {
            for (int first = 0; first < 8; ++first) {
                unsigned white = 0, care = 0;
                for (int i = 0; i < length; ++i) white |= 1u << ((first + i) % 8);
                care = white | 1u << ((first + length) % 8) | 1u << ((first + 7) % 8);
                list.push_back({static_cast<std::uint8_t>(care), static_cast<std::uint8_t>(white)});
            }
        }
        return list;
    }();
    return all;
}

/// The cells around the vertex at the upper left corner of (row, col), which may lie on the board's edge; -1 outside.
std::array<int, 4> around(const Board& board, int row, int col) {
    const auto cell = [&](int r, int c) { return board.holds(r, c) ? board.cell(r, c) : -1; };
    return {cell(row - 1, col - 1), cell(row - 1, col), cell(row, col), cell(row, col - 1)};
}

class Shakashaka final : public OpenCellKind {
public:
    Shakashaka() : OpenCellKind(6, {0, 2, 3, 4, 5}) {}
    std::string_view name() const override { return "shakashaka"; }
    int turned_digit(int digit, int turn) const override {
        if (digit == 0) return 0;
        int corner = digit - 2;  // 0 bottom left, 1 bottom right, 2 top right, 3 top left
        if ((turn & 4) != 0 && corner % 2 == 0) corner = 2 - corner;
        if (turn & 1) corner = 3 - corner;
        if (turn & 2) corner ^= 1;
        return corner + 2;
    }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        for (int row = 0; row <= board.rows; ++row)
            for (int col = 0; col <= board.cols; ++col) {
                const auto cells = around(board, row, col);
                unsigned white = 0;
                for (std::size_t i = 0; i < 8; ++i) {
                    const int cell = at(cells, kEighths[i][0]);
                    if (cell >= 0 && !black(board[cell]) && (black_sides(at(answer, cell)) & kEighths[i][1]) == 0)
                        white |= 1u << i;
                }
                for (const auto& [care, bits] : forbidden()) {
                    if ((white & care) != bits) continue;
                    Fault fault{{}, "an unshaded area that is no rectangle"};
                    for (const int cell : cells)
                        if (cell >= 0 && !black(board[cell])) fault.cells.push_back(cell);
                    faults.push_back(std::move(fault));
                    break;
                }
            }
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (board[cell] < kZero) continue;
            const int triangles = triangles_beside(board, answer, cell);
            if (triangles != board[cell] - kZero)
                faults.push_back(
                    {{cell}, std::to_string(triangles) + " triangles beside a " + std::to_string(board[cell] - kZero)});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* = nullptr) const override {
        Formula formula;
        std::vector<int> any(board.tokens.size());                   // literal: a triangle is here
        std::vector<std::array<int, 4>> sides(board.tokens.size());  // literal: white along top, right, bottom, left
        for (int cell = 0; cell < board.cells(); ++cell) {
            auto& literals = formula.literals.emplace_back(6, 0);
            if (black(board[cell])) continue;
            const int t[4] = {sat.variable(), sat.variable(), sat.variable(), sat.variable()};
            const int none = sat.variable();
            at(any, cell) = -none;
            literals = {none, 0, t[0], t[1], t[2], t[3]};
            sat.add({none, t[0], t[1], t[2], t[3]});
            for (int i = 0; i < 4; ++i) {
                sat.add({-none, -t[i]});
                for (int j = 0; j < i; ++j) sat.add({-t[i], -t[j]});
            }
            if (const auto known = digit(board[cell])) sat.add({at(literals, *known)});
            for (int side = 0; side < 4; ++side) {
                std::vector<int> covering;
                for (int d = 2; d <= 5; ++d)
                    if (black_sides(d) & 1 << side) covering.push_back(t[d - 2]);
                const int white = at(at(sides, cell), side) = sat.variable();
                sat.add({white, covering[0], covering[1]});
                for (const int triangle : covering) sat.add({-white, -triangle});
            }
        }
        for (int row = 0; row <= board.rows; ++row)
            for (int col = 0; col <= board.cols; ++col) {
                const auto cells = around(board, row, col);
                for (const auto& [care, white] : forbidden()) {
                    std::vector<int> clause;
                    bool cannot = false;  // an eighth outside or of a black cell is not white anyway
                    for (std::size_t i = 0; i < 8 && !cannot; ++i) {
                        if ((care >> i & 1) == 0) continue;
                        const int cell = at(cells, kEighths[i][0]);
                        const bool wanted = (white >> i & 1) != 0;
                        if (cell < 0 || black(board[cell])) {
                            cannot = wanted;
                            continue;
                        }
                        int side = 0;
                        while (kEighths[i][1] >> side != 1) ++side;
                        const int literal = at(at(sides, cell), side);
                        clause.push_back(wanted ? -literal : literal);
                    }
                    if (!cannot) sat.add(clause);
                }
            }
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (board[cell] < kZero) continue;
            std::vector<int> beside;
            for_neighbours(board, cell, [&](int next) {
                if (at(any, next) != 0) beside.push_back(at(any, next));
            });
            formula.clues.push_back(sat.variable());
            exactly(sat, formula.clues.back(), beside, board[cell] - kZero);
        }
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, kOpen);
        const double share = 0.11 + 0.08 * unit_interval(random.bits());
        for (int left = static_cast<int>(std::lround(share * board.cells())); left > 0;) {
            const int cell = random.below(board.cells());
            left -= black(board[cell]) ? 0 : 1;
            board[cell] = kBlack;
        }
        const auto first = make_sat();
        const Formula shapes = formula(board, *first);
        Digits wish(board.tokens.size());
        for (int& digit : wish) digit = random.below(5) == 0 ? 0 : 2 + random.below(4);
        shapes.prefer(*first, wish);
        auto answer = shapes.answer(*first, {});
        if (!answer || triangles(*answer) * 10 < 3 * board.cells()) return std::nullopt;
        for (int round = 0; round < 12; ++round) {
            for (int cell = 0; cell < board.cells(); ++cell)
                if (black(board[cell])) board[cell] = kZero + triangles_beside(board, *answer, cell);
            const OtherAnswers others(*this, board, *answer, make_sat);
            if (const auto other = others.find()) {
                // A cell that is white without a triangle here and not there turns black, where the areas stay rectangles.
                std::vector<int> spots;
                for (int cell = 0; cell < board.cells(); ++cell)
                    if (at(*answer, cell) != at(*other, cell)) spots.push_back(cell);
                random.shuffle(spots);
                if (spots.empty()) return std::nullopt;
                board[spots.front()] = kBlack;
                for (auto& token : board.tokens) token = black(token) ? kBlack : kOpen;
                const auto again = make_sat();
                const Formula repaired = formula(board, *again);
                repaired.prefer(*again, *answer);
                answer = repaired.answer(*again, {});
                if (!answer || triangles(*answer) * 10 < 3 * board.cells()) return std::nullopt;
                continue;
            }
            const int wanted =
                static_cast<int>(std::lround((0.67 + 0.2 * (unit_interval(random.bits()) - 0.5)) * others.clues()));
            const auto shown = others.shown(random, wanted);
            for (int cell = 0, clue = 0; cell < board.cells(); ++cell)
                if (board[cell] >= kZero && !at(shown, clue++)) board[cell] = kBlack;
            return MadeBoard{std::move(board), *answer, 0};
        }
        return std::nullopt;
    }

    std::string body(const Board& board) const override { return black_cells_body(board, kBlack); }
    Board from_body(std::string_view body, int rows, int cols) const override {
        return from_black_cells_body(body, rows, cols, kOpen, kBlack);
    }

    std::string clue_text(const Board& board, int cell) const override {
        if (!black(board[cell])) return "";
        return board[cell] == kBlack ? "#" : std::to_string(board[cell] - kZero);
    }
    std::optional<std::int32_t> clue_token(std::string_view clue) const override {
        return clue.empty() ? kOpen : black_cell_token(clue, kBlack);
    }
    std::vector<FilePart> file_parts(int) const override { return {FilePart::clues, FilePart::marks}; }
    std::string file_clue(std::string clue) const override { return clue == "#" ? "5" : clue; }
    std::string clue_of_file(std::string text) const override { return text == "5" ? "#" : text; }
    char blank_mark() const override { return '.'; }
    /// Black corners: 2 below left, 3 below right, 4 above right, 5 above left.
    void click(const Board&, Digits& marks, int cell, bool right, bool below) const override {
        at(marks, cell) = below ? (right ? 3 : 2) : (right ? 4 : 5);
    }

    std::string symbol(const Board& board, int cell, int digit) const override {
        if (black(board[cell])) return board[cell] == kBlack ? " #" : " " + std::to_string(board[cell] - kZero);
        constexpr const char* kCorners[] = {" .", "", " \u25e3", " \u25e2", " \u25e5", " \u25e4"};
        return kCorners[digit];
    }

    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override {
        picture.square(black(board[cell]) ? "black" : "white");
        if (board[cell] >= kZero) picture.text(std::to_string(board[cell] - kZero), "on-black");
        switch (at(answer, cell)) {
            case 2: picture.path({{0, 0}, {0, 40}, {40, 40}}, "triangle", true); break;
            case 3: picture.path({{0, 40}, {40, 40}, {40, 0}}, "triangle", true); break;
            case 4: picture.path({{40, 40}, {40, 0}, {0, 0}}, "triangle", true); break;
            case 5: picture.path({{40, 0}, {0, 0}, {0, 40}}, "triangle", true); break;
            default: break;
        }
    }

private:
    static int triangles(const Digits& answer) {
        return static_cast<int>(std::count_if(answer.begin(), answer.end(), [](int digit) { return digit >= 2; }));
    }
    static int triangles_beside(const Board& board, const Digits& answer, int cell) {
        int triangles = 0;
        for_neighbours(board, cell, [&](int next) { triangles += at(answer, next) >= 2 ? 1 : 0; });
        return triangles;
    }
};

}  // namespace shakashaka

const PuzzleKind& shakashaka_kind() {
    static const shakashaka::Shakashaka kind;
    return kind;
}

}  // namespace ptrm
