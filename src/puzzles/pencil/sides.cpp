#include "puzzles/pencil/sides.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/index.hpp"

namespace ptrm {

int step(const Board& board, int cell, int side, int steps) {
    constexpr int kDown[] = {-1, 0, 1, 0}, kAcross[] = {0, 1, 0, -1};
    const int row = cell / board.cols + kDown[side] * steps, col = cell % board.cols + kAcross[side] * steps;
    return board.holds(row, col) ? board.cell(row, col) : -1;
}

int turned_side(int side, int turn) {
    if (turn & 4) side = 3 - side;
    if ((turn & 1) && side % 2 == 0) side = 2 - side;
    if ((turn & 2) && side % 2 == 1) side = 4 - side;
    return side;
}

int turned_sides(int sides, int turn) {
    int turned = 0;
    for (int side = 0; side < 4; ++side)
        if (sides >> side & 1) turned |= 1 << turned_side(side, turn);
    return turned;
}

int outer_sides(const Board& board, int cell) {
    int outer = 0;
    for (int side = 0; side < 4; ++side)
        if (step(board, cell, side) < 0) outer |= 1 << side;
    return outer;
}

void set_outer(const Board& board, Sides& sides) {
    for (int cell = 0; cell < board.cells(); ++cell) at(sides, cell) |= outer_sides(board, cell);
}

void set_side(const Board& board, Sides& sides, int cell, int side) {
    at(sides, cell) |= 1 << side;
    if (const int next = step(board, cell, side); next >= 0) at(sides, next) |= 1 << opposite(side);
}

std::vector<int> all_sides() {
    std::vector<int> all(kAllSides + 1);
    std::iota(all.begin(), all.end(), 0);
    return all;
}

Sides walls_between(const Board& board, const std::vector<int>& room_of) {
    Sides walls(room_of.size());
    for (int cell = 0; cell < board.cells(); ++cell)
        for (int side = 0; side < 4; ++side) {
            const int next = step(board, cell, side);
            if (next < 0 || at(room_of, next) != at(room_of, cell)) at(walls, cell) |= 1 << side;
        }
    return walls;
}

Rooms rooms_between(const Board& board, const Sides& walls) {
    Rooms rooms{std::vector<int>(walls.size(), -1), {}};
    for (int first = 0; first < board.cells(); ++first) {
        if (at(rooms.of, first) >= 0) continue;
        const int room = count_of(rooms.cells);
        std::vector<int> cells{first};
        at(rooms.of, first) = room;
        for (std::size_t i = 0; i < cells.size(); ++i)
            for (int side = 0; side < 4; ++side) {
                const int next = step(board, cells[i], side);
                if (next < 0 || (at(walls, cells[i]) >> side & 1) != 0 || at(rooms.of, next) >= 0) continue;
                at(rooms.of, next) = room;
                cells.push_back(next);
            }
        rooms.cells.push_back(std::move(cells));
    }
    return rooms;
}

SideLiterals::SideLiterals(const Board& board, Sat& sat) : board_(board), right_and_below_(board.tokens.size()) {
    for (int cell = 0; cell < board.cells(); ++cell) {
        if (step(board, cell, 1) >= 0) at(right_and_below_, cell)[0] = sat.variable();
        if (step(board, cell, 2) >= 0) at(right_and_below_, cell)[1] = sat.variable();
    }
}

int SideLiterals::operator()(int cell, int side) const {
    if (side == 1 || side == 2) return at(right_and_below_, cell)[side == 1 ? 0 : 1];
    const int next = step(board_, cell, side);
    return next < 0 ? 0 : (*this)(next, opposite(side));
}

Formula sides_formula(const Board& board, Sat& sat, const SideLiterals& sides, bool outer,
                      const std::function<bool(int cell, int sides)>& allowed) {
    Formula formula;
    for (int cell = 0; cell < board.cells(); ++cell) {
        std::vector<int> literals(kAllSides + 1);
        for (int bits = 0; bits <= kAllSides; ++bits) {
            std::vector<int> parts;
            bool possible = true;
            for (int side = 0; side < 4; ++side) {
                const bool on = (bits >> side & 1) != 0;
                const int literal = sides(cell, side);
                if (literal == 0)
                    possible = possible && on == outer;
                else
                    parts.push_back(on ? literal : -literal);
            }
            if (!possible) continue;
            std::vector<int> clause;
            for (const int part : parts) clause.push_back(-part);
            if (allowed(cell, bits)) {
                const int all = at(literals, bits) = sat.variable();
                for (const int part : parts) sat.add({-all, part});
                clause.push_back(all);
            }
            sat.add(clause);
        }
        formula.literals.push_back(std::move(literals));
    }
    return formula;
}

Formula loop_formula(const PencilKind& kind, const Board& board, Sat& sat, const SideLiterals& sides, Cuts* cuts) {
    Formula formula = sides_formula(board, sat, sides, false, [](int, int bits) {
        return std::find(kLoopSides.begin(), kLoopSides.end(), bits) != kLoopSides.end();
    });
    if (cuts != nullptr)
        for (const auto& clause : *cuts) sat.add(clause);
    keep_joined(kind, board, formula, sides, cuts);
    return formula;
}

void keep_joined(const PencilKind& kind, const Board& board, Formula& formula, const SideLiterals& sides, Cuts* cuts) {
    formula.refine = [board, sides, cuts, literals = formula.literals, &kind](const Digits& answer, Sat& solver) {
        const auto parts = line_parts(board, kind.sides(board, answer));
        join_lines(
            board, parts, sides, [&](int cell) { return -at(literals, cell)[0]; }, solver, cuts);
        return parts.size() > 1;
    };
}

std::vector<std::vector<int>> line_parts(const Board& board, const Sides& lines) {
    Sides walls;
    for (const int sides : lines) walls.push_back(kAllSides & ~sides);
    auto parts = rooms_between(board, walls).cells;
    std::erase_if(parts, [&](const auto& cells) { return at(lines, cells.front()) == 0; });
    return parts;
}

void join_lines(const Board& board, const std::vector<std::vector<int>>& parts, const SideLiterals& sides,
                const std::function<int(int cell)>& used, Sat& sat, Cuts* cuts) {
    if (parts.size() < 2) return;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::vector<char> inside(board.tokens.size());
        for (const int cell : parts[i]) at(inside, cell) = 1;
        std::vector<int> clause;
        for (const int cell : {parts[i].front(), parts[i == 0 ? 1 : 0].front()})
            if (const int literal = used(cell); literal != 0) clause.push_back(-literal);
        for (const int cell : parts[i])
            for (int side = 0; side < 4; ++side) {
                const int next = step(board, cell, side);
                if (next >= 0 && !at(inside, next)) clause.push_back(sides(cell, side));
            }
        sat.add(clause);
        if (cuts != nullptr) cuts->push_back(std::move(clause));
    }
}

void check_agreement(const Board& board, const Sides& sides, Strokes strokes, std::vector<Fault>& faults) {
    const std::string what = strokes == Strokes::lines ? "a line" : "a border";
    for (int cell = 0; cell < board.cells(); ++cell)
        for (int side = 0; side < 4; ++side) {
            const int next = step(board, cell, side);
            const bool here = (at(sides, cell) >> side & 1) != 0;
            if (next < 0 && here && strokes == Strokes::lines) faults.push_back({{cell}, "a line that leaves the board"});
            if (next > cell && here != ((at(sides, next) >> opposite(side) & 1) != 0))
                faults.push_back({{cell, next}, what + " that only one of two cells has"});
        }
}

void check_loop(const Board& board, const Sides& lines, std::vector<Fault>& faults) {
    check_agreement(board, lines, Strokes::lines, faults);
    for (int cell = 0; cell < board.cells(); ++cell) {
        if (count_sides(at(lines, cell)) == 1) faults.push_back({{cell}, "a line that ends"});
        if (count_sides(at(lines, cell)) == 3) faults.push_back({{cell}, "a line that branches"});
        if (count_sides(at(lines, cell)) == 4) faults.push_back({{cell}, "a line that crosses itself"});
    }
    const auto parts = line_parts(board, lines);
    if (parts.size() > 1) faults.push_back({smallest(parts), "a loop apart from another"});
}

std::vector<char> random_region(int rows, int cols, double share, Random& random) {
    // A cell may change sides where, on the way around it, inside and outside alternate once only: then neither is cut in two,
    // and no two parts of the outline come to touch.
    const Board board = Board::filled(rows, cols);
    std::vector<char> inside(board.tokens.size());
    at(inside, random.below(board.cells())) = 1;
    const auto is_inside = [&](int cell) { return cell >= 0 && at(inside, cell) == 1; };
    const auto changes = [&](int cell) {
        const auto cycle = around(board, cell);
        int turns = 0, beside = 0;
        for (int i = 0; i < 8; ++i) {
            const bool here = is_inside(at(cycle, i)), next = is_inside(at(cycle, (i + 1) % 8));
            turns += here != next ? 1 : 0;
            beside += i % 2 == 1 && here ? 1 : 0;
        }
        return std::pair(turns == 2 && beside > 0, beside);
    };
    const int wanted = std::max(1, static_cast<int>(share * board.cells()));
    int count = 1;
    for (int tries = 0; count < wanted && tries < 60 * board.cells(); ++tries) {
        const int cell = random.below(board.cells());
        if (at(inside, cell)) continue;
        const auto [fits, beside] = changes(cell);
        // Thin arms rather than lumps.
        if (!fits || (beside > 1 && random.below(10) > 1)) continue;
        at(inside, cell) = 1;
        ++count;
    }
    return inside;
}

Sides random_loop(const Board& board, double share, Random& random) {
    const int rows = board.rows - 1, cols = board.cols - 1;
    const std::vector<char> inside = random_region(rows, cols, share, random);
    const auto is_inside = [&](int row, int col) {
        return row >= 0 && row < rows && col >= 0 && col < cols && at(inside, row * cols + col) == 1;
    };
    Sides lines(board.tokens.size());
    for (int cell = 0; cell < board.cells(); ++cell) {
        const int row = cell / board.cols, col = cell % board.cols;
        // The region's cells lie between those of the board; a line runs where only one of the two beside it is inside.
        const bool upper_left = is_inside(row - 1, col - 1), upper_right = is_inside(row - 1, col);
        const bool lower_left = is_inside(row, col - 1), lower_right = is_inside(row, col);
        at(lines, cell) = (upper_left != upper_right ? kAbove : 0) | (upper_right != lower_right ? kRight : 0) |
                          (lower_left != lower_right ? kBelow : 0) | (upper_left != lower_left ? kLeft : 0);
    }
    return lines;
}

}  // namespace ptrm
