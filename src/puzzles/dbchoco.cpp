// Double choco: the board is divided into areas of one white and one gray piece each, both in one piece and of the same shape,
// turned or mirrored. A number counts the cells of its piece.
#include <algorithm>
#include <array>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/areas.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/twin_areas.hpp"

namespace ptrm {
namespace dbchoco {

constexpr int kMost = 50, kNumbers = kMost + 2;  // clues: kNumbers where gray, and 0 none, 1 any number, n + 1 for n

Place turned_back(Place place, int turn) {
    place = {turn & 1 ? -place.row : place.row, turn & 2 ? -place.col : place.col};
    if (turn & 4) std::swap(place.row, place.col);
    return place;
}

/// A shape as the least of its turns, moved to the corner.
std::vector<Place> shape_of(const Board& board, const std::vector<int>& cells) {
    std::vector<Place> least;
    for (int turn = 0; turn < 8; ++turn) {
        std::vector<Place> shape;
        for (const int cell : cells) shape.push_back(turned_place(place_of(board, cell), turn));
        Place corner = shape[0];
        for (const Place& place : shape) corner = {std::min(corner.row, place.row), std::min(corner.col, place.col)};
        for (Place& place : shape) place = {place.row - corner.row, place.col - corner.col};
        std::sort(shape.begin(), shape.end());
        if (least.empty() || shape < least) least = std::move(shape);
    }
    return least;
}

class DoubleChoco final : public DivisionKind {
public:
    DoubleChoco() : DivisionKind(2 * kNumbers) {}
    std::string_view name() const override { return "dbchoco"; }
    std::vector<std::string_view> aliases() const override { return {"doublechoco"}; }

    void check(const Board& board, const Digits& borders, std::vector<Fault>& faults) const override {
        const Rooms areas = check_areas(board, borders, faults);
        for (const auto& area : areas.cells) {
            const auto pieces = pieces_of(board, borders, area);
            if (pieces.size() != 2)
                faults.push_back({area, "an area of " + std::to_string(pieces.size()) +
                                            (pieces.size() == 1 ? " piece" : " pieces") + ", not two"});
            else if (shape_of(board, pieces[0]) != shape_of(board, pieces[1]))
                faults.push_back({area, "an area of two pieces that differ in shape"});
            for (const auto& piece : pieces)
                for (const int cell : piece)
                    if (number(board, cell) > 0 && number(board, cell) != count_of(piece))
                        faults.push_back({piece, "a piece of " + std::to_string(piece.size()) + " cells with the number " +
                                                     std::to_string(number(board, cell))});
        }
    }

    /// Which areas there are, of all that colours allow.
    Formula formula(const Board& board, Sat& sat, Cuts* = nullptr) const override {
        auto choices = areas_on(board);
        if (!choices) return formula_of_partners(board, sat);
        Formula formula = division_formula(*this, board, sat, *choices);
        const std::vector<int> selector = add_selectors(board, formula, sat);
        for (const AreaChoice& choice : *choices)
            for (const int cell : choice.cells)
                if (!allows(board, cell, choice)) sat.add({-at(selector, cell), -choice.literal});
        return formula;
    }

    bool too_large(const Board& board) const override { return board.cells() > 14 * 14; }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        Board board = Board::filled(rows, cols, open(0));
        std::vector<int> area_of(board.tokens.size(), -1);
        if (!lay_areas(board, area_of, random)) return std::nullopt;
        const Digits answer = walls_between(board, area_of);
        std::vector<std::vector<int>> pieces;
        const Rooms areas = rooms_between(board, answer);
        for (const auto& area : areas.cells) {
            auto both = pieces_of(board, answer, area);
            if (both.size() != 2 || shape_of(board, both[0]) != shape_of(board, both[1])) return std::nullopt;
            for (auto& piece : both) pieces.push_back(std::move(piece));
        }
        for (const auto& piece : pieces)
            for (const int cell : piece) board[cell] = numbered(board[cell], count_of(piece));
        if (!make_only(board, areas, answer, random, make_sat)) return std::nullopt;
        for (const auto& piece : pieces) {  // one number a piece is enough to look at
            const int kept = random.pick(piece);
            for (const int cell : piece)
                if (cell != kept) board[cell] = numbered(board[cell], -1);
        }
        const OtherAnswers others(*this, board, answer, make_sat);
        if (others.find(kPerRound)) return std::nullopt;
        const auto shown = others.shown(random, static_cast<int>((0.14 + 0.1 * unit_interval(random.bits())) * board.cells()));
        for (int cell = 0, i = 0; cell < board.cells(); ++cell)
            if (number(board, cell) > 0 && !at(shown, i++)) board[cell] = numbered(board[cell], -1);
        return MadeBoard{std::move(board), answer, 0};
    }

    /// Five cells to a symbol, whether they are gray; then the numbers.
    std::string body(const Board& board) const override {
        std::string text;
        for (int cell = 0; cell < board.cells(); cell += 5) {
            int value = 0;
            for (int i = 0; i < 5; ++i) value = 2 * value + (cell + i < board.cells() && gray(board, cell + i) ? 1 : 0);
            text += base36(value);
        }
        return text + numbers_body(board.cells(), [&](int cell) {
                   return number(board, cell) < 0 ? std::nullopt : std::optional(number(board, cell));
               });
    }
    Board from_body(std::string_view body, int rows, int cols) const override {
        Board board = Board::filled(rows, cols, open(0));
        const int symbols = (board.cells() + 4) / 5;
        BodyReader colours(body, symbols);
        for (int i = 0; i < symbols; ++i) {
            const int value = colours.number(1, 32);
            for (int bit = 0; bit < 5; ++bit)
                if (5 * i + bit < board.cells() && (value >> (4 - bit) & 1) != 0) board[5 * i + bit] = open(kNumbers);
        }
        read_numbers(body.substr(to_size(symbols)), board.cells(), 1, kMost,
                     [&](int cell, int number) { board[cell] = numbered(board[cell], number); });
        return board;
    }
    std::string clue_text(const Board& board, int cell) const override {
        return (gray(board, cell) ? "#" : "") + (number(board, cell) < 0 ? "" : number_text(number(board, cell)));
    }
    std::optional<std::int32_t> clue_token(std::string_view text) const override {
        const bool is_gray = text.starts_with('#');
        if (is_gray) text.remove_prefix(1);
        const std::int32_t token = open(is_gray ? kNumbers : 0);
        if (text.empty()) return token;
        const auto number = number_of_text(text, 1, kMost);
        return number ? std::optional(numbered(token, *number)) : std::nullopt;
    }
    std::string file_clue(std::string clue) const override {
        if (clue == "#") return "-.";
        std::replace(clue.begin(), clue.end(), '#', '-');
        std::replace(clue.begin(), clue.end(), '?', '0');
        return clue;
    }
    std::string clue_of_file(std::string text) const override {
        if (text == "-." || text == "-") return "#";
        if (text == "0" || text == "-0") text.back() = '?';
        std::replace(text.begin(), text.end(), '-', '#');
        return text;
    }

    std::string symbol(const Board& board, int cell, int) const override {
        const std::string text = number(board, cell) < 0 ? "" : number_text(number(board, cell));
        const std::string shade = gray(board, cell) ? "\u2591" : " ";
        return text.size() > 1 ? text : shade + (text.empty() ? shade : text);
    }
    void picture(const Board& board, const Digits&, int cell, CellPicture& picture) const override {
        picture.square(gray(board, cell) ? "gray" : "white");
        if (number(board, cell) >= 0) picture.text(number_text(number(board, cell)), "clue");
    }

private:
    /// @param sizes of each cell's piece where they are known, else empty
    std::optional<std::vector<AreaChoice>> areas_on(const Board& board, const std::vector<int>& sizes = {}) const {
        std::vector<char> grays;
        for (int cell = 0; cell < board.cells(); ++cell) grays.push_back(gray(board, cell) ? 1 : 0);
        return twin_areas(board, grays, sizes);
    }

    /// Of each cell with a number its selector, which becomes a clue of the formula; 0 elsewhere.
    std::vector<int> add_selectors(const Board& board, Formula& formula, Sat& sat) const {
        std::vector<int> selector(board.tokens.size());
        for (int cell = 0; cell < board.cells(); ++cell)
            if (clue(board[cell]) % kNumbers > 0) formula.clues.push_back(at(selector, cell) = sat.variable());
        return selector;
    }

    /// Whether a cell's number, if any, allows an area.
    bool allows(const Board& board, int cell, const AreaChoice& area) const {
        return number(board, cell) <= 0 || 2 * number(board, cell) == count_of(area.cells);
    }

    /// Swaps the colours of areas that another division cuts, till there is no other while every cell has its number.
    /// @return whether that was so in the end
    bool make_only(Board& board, const Rooms& areas, const Digits& answer, Random& random, const SatMaker& make_sat) const {
        std::vector<int> sizes;
        for (int cell = 0; cell < board.cells(); ++cell) sizes.push_back(number(board, cell));
        for (int round = 0; round < 8; ++round) {
            auto choices = areas_on(board, sizes);
            if (!choices) return false;
            const auto sat = make_sat();
            const Formula formula = division_formula(*this, board, *sat, *choices);
            formula.exclude(*sat, answer);
            formula.prefer(*sat, answer);
            const auto other = formula.answer(*sat, {}, kPerRound);
            if (!other) return true;
            if (other->empty()) return false;
            std::vector<int> cut;
            for (int cell = 0; cell < board.cells(); ++cell)
                if (at(*other, cell) != at(answer, cell)) cut.push_back(at(areas.of, cell));
            for (const int cell : at(areas.cells, random.pick(cut)))
                board[cell] = numbered(open(gray(board, cell) ? 0 : kNumbers), at(sizes, cell));
        }
        return false;
    }

    /// Where areas are too many to list. Each white cell has a gray partner and one of eight turns, the same for all cells of its
    /// piece; so a piece is what its partner is when turned. What pieces are joined to, and how large they are, is refused where
    /// it is wrong.
    Formula formula_of_partners(const Board& board, Sat& sat) const {
        const SideLiterals borders(board, sat);
        Formula formula = sides_formula(board, sat, borders, true, [](int, int) { return true; });
        for (int row = 0; row + 1 < board.rows; ++row)  // where borders meet, none ends
            for (int col = 0; col + 1 < board.cols; ++col) {
                const int cell = board.cell(row, col), across = board.cell(row + 1, col + 1);
                const std::array<int, 4> meeting{borders(cell, 1), borders(cell, 2), borders(across, 0), borders(across, 3)};
                for (const int one : meeting) {
                    std::vector<int> clause{-one};
                    for (const int other : meeting)
                        if (other != one) clause.push_back(other);
                    sat.add(clause);
                }
            }
        const std::size_t cells = board.tokens.size();
        const std::vector<int> selector = add_selectors(board, formula, sat);
        // mapped[white][gray * 8 + turn]
        std::vector<std::vector<int>> mapped(cells);
        for (int white = 0; white < board.cells(); ++white) {
            if (gray(board, white)) continue;
            auto& options = at(mapped, white);
            options.resize(cells * 8);
            std::vector<int> turns, any, partners;
            for (int turn = 0; turn < 8; ++turn) turns.push_back(sat.variable());
            for (int partner = 0; partner < board.cells(); ++partner) {
                if (!gray(board, partner)) continue;
                partners.push_back(sat.variable());
                if (!same_size(board, white, partner)) sat.add({-at(selector, white), -at(selector, partner), -partners.back()});
                for (int turn = 0; turn < 8; ++turn) {
                    const int option = at(options, partner * 8 + turn) = sat.variable();
                    sat.add({-option, partners.back()});
                    sat.add({-option, at(turns, turn)});
                    any.push_back(option);
                }
            }
            sat.add(any);
            for (const auto& group : {turns, partners})
                for (std::size_t i = 0; i < group.size(); ++i)
                    for (std::size_t j = 0; j < i; ++j) sat.add({-group[i], -group[j]});
        }
        for (int partner = 0; partner < board.cells(); ++partner) {
            if (!gray(board, partner)) continue;
            std::vector<int> any;
            for (int white = 0; white < board.cells(); ++white)
                for (int turn = 0; turn < 8 && !gray(board, white); ++turn)
                    if (const int option = at(at(mapped, white), partner * 8 + turn); option != 0) any.push_back(option);
            sat.add(any);
        }
        const auto option = [&](Place white, Place partner, int turn) {
            const int a = cell_of(board, white), b = cell_of(board, partner);
            return a < 0 || b < 0 || gray(board, a) ? 0 : at(at(mapped, a), b * 8 + turn);
        };
        const auto imply = [&](int border, int here, int there) {
            there == 0 ? sat.add({border, -here}) : sat.add({border, -here, there});
        };
        for (int white = 0; white < board.cells(); ++white) {
            for (int i = 0; i < count_of(at(mapped, white)); ++i) {
                const int here = at(at(mapped, white), i), partner = i / 8, turn = i % 8;
                if (here == 0) continue;
                const Place from = place_of(board, white), to = place_of(board, partner);
                for (int side = 0; side < 4; ++side) {
                    // The neighbour of one in its piece is the partner's neighbour turned, and the reverse.
                    if (const int next = step(board, white, side); next >= 0 && !gray(board, next)) {
                        const Place move = turned_place(difference(place_of(board, next), from), turn);
                        imply(borders(white, side), here, option(place_of(board, next), sum(to, move), turn));
                    }
                    if (const int next = step(board, partner, side); next >= 0 && gray(board, next)) {
                        const Place move = turned_back(difference(place_of(board, next), to), turn);
                        imply(borders(partner, side), here, option(sum(from, move), place_of(board, next), turn));
                    }
                    // Gray cells of its area are of its partner's piece.
                    if (const int next = step(board, white, side); next >= 0 && gray(board, next)) {
                        const Place back = turned_back(difference(place_of(board, next), to), turn);
                        imply(borders(white, side), here, option(sum(from, back), place_of(board, next), turn));
                    }
                }
            }
        }
        // Of one cell, or not: a first bound; the others follow where they are broken.
        for (int cell = 0; cell < board.cells(); ++cell)
            for (int side = 0; side < 4 && number(board, cell) == 1; ++side)
                if (const int next = step(board, cell, side); next >= 0 && gray(board, next) == gray(board, cell))
                    sat.add({-at(selector, cell), borders(cell, side)});
        keep_given(*this, board, formula, sat);
        formula.refine = [this, board, borders, clues = formula.clues](const Digits& answer, Sat& solver) {
            return refuse(board, borders, clues, answer, solver);
        };
        return formula;
    }

    static Place sum(Place a, Place b) { return {a.row + b.row, a.col + b.col}; }
    static Place difference(Place a, Place b) { return {a.row - b.row, a.col - b.col}; }

    bool gray(const Board& board, int cell) const { return clue(board[cell]) >= kNumbers; }
    /// -1 for none, 0 for one that is not told.
    int number(const Board& board, int cell) const { return clue(board[cell]) % kNumbers - 1; }
    std::int32_t numbered(std::int32_t token, int number) const { return open(clue(token) / kNumbers * kNumbers + number + 1); }
    bool same_size(const Board& board, int a, int b) const {
        return number(board, a) <= 0 || number(board, b) <= 0 || number(board, a) == number(board, b);
    }

    /// The cells of one colour that no border parts, of one area.
    std::vector<std::vector<int>> pieces_of(const Board& board, const Sides& borders, const std::vector<int>& area) const {
        Sides parted = borders;
        for (const int cell : area)
            for (int side = 0; side < 4; ++side)
                if (const int next = step(board, cell, side); next >= 0 && gray(board, next) != gray(board, cell))
                    at(parted, cell) |= 1 << side;
        auto pieces = rooms_between(board, parted).cells;
        std::erase_if(pieces,
                      [&](const auto& piece) { return std::find(area.begin(), area.end(), piece.front()) == area.end(); });
        return pieces;
    }

    /// Clauses against areas that are none: too few pieces or too many, or of another size than a number says. Each names the
    /// open sides that hold cells together, and the borders around them.
    bool refuse(const Board& board, const SideLiterals& borders, const std::vector<int>& clues, const Digits& answer,
                Sat& sat) const {
        bool broken = false;
        const Rooms areas = rooms_between(board, answer);
        std::vector<int> selector(board.tokens.size());  // 0 where no number counts
        for (int cell = 0, i = 0; cell < board.cells(); ++cell)
            if (clue(board[cell]) % kNumbers > 0) at(selector, cell) = sat.value(at(clues, i)) ? at(clues, i) : 0, ++i;
        const auto held = [&](const std::vector<int>& cells, std::size_t most, std::vector<int>& clause) {
            // A tree of open sides over the first cells, each beside one before it.
            for (std::size_t i = 1; i < std::min(cells.size(), most); ++i)
                for (int side = 0; side < 4; ++side) {
                    const int next = step(board, cells[i], side);
                    const auto end = cells.begin() + static_cast<Index>(i);
                    if (next < 0 || std::find(cells.begin(), end, next) == end || (at(answer, cells[i]) >> side & 1) != 0)
                        continue;
                    clause.push_back(borders(cells[i], side));
                    break;
                }
        };
        const auto around = [&](const std::vector<int>& cells, bool same_colour, std::vector<int>& clause) {
            for (const int cell : cells)
                for (int side = 0; side < 4; ++side) {
                    const int next = step(board, cell, side);
                    if (next < 0 || std::find(cells.begin(), cells.end(), next) != cells.end()) continue;
                    if (!same_colour || gray(board, next) == gray(board, cell)) clause.push_back(-borders(cell, side));
                }
        };
        const Sides whole = walls_between(board, areas.of);
        for (int cell = 0; cell < board.cells(); ++cell)
            for (const int side : {1, 2}) {
                if (((at(answer, cell) & ~at(whole, cell)) >> side & 1) == 0) continue;
                std::vector<int> clause{-borders(cell, side)};  // a border within an area
                held(at(areas.cells, at(areas.of, cell)), board.tokens.size(), clause);
                sat.add(clause);
                broken = true;
            }
        if (broken) return true;
        for (const auto& area : areas.cells) {
            const auto pieces = pieces_of(board, answer, area);
            for (const auto& piece : pieces)
                for (const int cell : piece) {
                    const int size = number(board, cell);
                    if (size <= 0 || size == count_of(piece) || at(selector, cell) == 0) continue;
                    std::vector<int> clause{-at(selector, cell)}, from = piece;
                    if (size < count_of(piece)) {  // so many and one more, from the number on
                        std::vector<char> seen(board.tokens.size());
                        from = connected_cells(
                            board, cell, [&](int c) { return std::find(piece.begin(), piece.end(), c) != piece.end(); }, seen);
                        held(from, to_size(size) + 1, clause);
                    } else {
                        held(from, from.size(), clause);
                        around(from, true, clause);
                    }
                    sat.add(clause);
                    broken = true;
                }
            if (pieces.size() == 2 && shape_of(board, pieces[0]) == shape_of(board, pieces[1])) continue;
            std::vector<int> clause;
            held(area, area.size(), clause);
            around(area, false, clause);  // with more cells, pieces may come to be one
            sat.add(clause);
            broken = true;
        }
        return broken;
    }

    /// Pairs of pieces of one shape, side by side, until the board is full; one gray, one white.
    bool lay_areas(Board& board, std::vector<int>& area_of, Random& random) const {
        const auto is_free = [&](int cell) { return cell >= 0 && at(area_of, cell) < 0; };
        for (int area = 0;; ++area) {
            // The free cell with the fewest free neighbours first, or corners are left over.
            int first = -1, fewest = 5;
            for (int cell = 0; cell < board.cells(); ++cell) {
                if (!is_free(cell)) continue;
                int beside = 0;
                for_neighbours(board, cell, [&](int next) { beside += is_free(next) ? 1 : 0; });
                if (beside < fewest || (beside == fewest && random.below(3) == 0)) first = cell, fewest = beside;
            }
            if (first < 0) return true;
            bool laid = false;
            for (int tries = 0; tries < 60 && !laid; ++tries) {
                std::vector<int> piece{first};
                const int size = tries < 30 ? 1 + random.below(6) : 1 + random.below(2);
                for (int grown = 0; grown < 30 && count_of(piece) < size; ++grown) {
                    const int next = step(board, random.pick(piece), random.below(4));
                    if (is_free(next) && std::find(piece.begin(), piece.end(), next) == piece.end()) piece.push_back(next);
                }
                // Its copy, turned, begins beside it.
                const int turn = random.below(8), from = random.pick(piece),
                          to = step(board, random.pick(piece), random.below(4));
                if (!is_free(to)) continue;
                std::vector<int> copy;
                for (const int cell : piece)
                    copy.push_back(cell_of(
                        board,
                        sum(place_of(board, to), turned_place(difference(place_of(board, cell), place_of(board, from)), turn))));
                laid = std::all_of(copy.begin(), copy.end(), [&](int cell) {
                    return is_free(cell) && std::find(piece.begin(), piece.end(), cell) == piece.end();
                });
                if (!laid) continue;
                const bool swapped = random.below(2) == 0;
                for (const int cell : piece) at(area_of, cell) = area, board[cell] = open(swapped ? kNumbers : 0);
                for (const int cell : copy) at(area_of, cell) = area, board[cell] = open(swapped ? 0 : kNumbers);
            }
            if (!laid) return false;
        }
    }
};

}  // namespace dbchoco

const PuzzleKind& dbchoco_kind() {
    static const dbchoco::DoubleChoco kind;
    return kind;
}

}  // namespace ptrm
