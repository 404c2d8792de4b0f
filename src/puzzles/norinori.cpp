// Norinori: every room has exactly two shaded cells, and every shaded cell exactly one shaded neighbour, in its room or another.
#include <algorithm>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/rooms.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace norinori {

/// Dominoes at random that touch only at corners.
std::vector<std::array<int, 2>> random_dominoes(const Board& board, Random& random) {
    std::vector<std::array<int, 2>> places, dominoes;
    for (int cell = 0; cell < board.cells(); ++cell)
        for (const int side : {1, 2})
            if (const int next = step(board, cell, side); next >= 0) places.push_back({cell, next});
    random.shuffle(places);
    std::vector<char> taken(board.tokens.size());
    for (const auto& [a, b] : places) {
        bool free = true;
        for (const int cell : {a, b}) {
            free = free && !at(taken, cell);
            for_neighbours(board, cell, [&](int next) { free = free && !at(taken, next); });
        }
        if (!free) continue;
        at(taken, a) = at(taken, b) = 1;
        dominoes.push_back({a, b});
    }
    return dominoes;
}

class Norinori final : public RoomKind {
public:
    Norinori() : RoomKind(-1) {}
    std::string_view name() const override { return "norinori"; }

    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        for (const auto& part : regions(board, [&](int cell) { return at(answer, cell) == 1; }))
            if (part.size() != 2)
                faults.push_back({part, part.size() == 1 ? "a shaded cell alone"
                                                         : std::to_string(part.size()) + " shaded cells in one piece, not two"});
        for (const auto& room : rooms_of(board).cells)
            if (const int shaded = count_shaded(room, answer); shaded != 2)
                faults.push_back({room, std::to_string(shaded) + " shaded cells in a room, not two"});
    }

    Formula formula(const Board& board, Sat& sat, Cuts* = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, nullptr);
        const auto shaded = [&](int cell) { return at(formula.literals, cell)[1]; };
        for (int cell = 0; cell < board.cells(); ++cell) {
            std::vector<int> one_beside{-shaded(cell)}, others;
            for_neighbours(board, cell, [&](int next) {
                for (const int other : others) sat.add({-shaded(cell), -shaded(next), -other});
                others.push_back(shaded(next));
                one_beside.push_back(shaded(next));
            });
            sat.add(one_beside);
        }
        for (const auto& room : rooms_of(board).cells) {
            std::vector<int> literals;
            for (const int cell : room) literals.push_back(shaded(cell));
            two_of(literals, sat);
        }
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override {
        const Board empty = Board::filled(rows, cols);
        const auto dominoes = random_dominoes(empty, random);
        Digits answer(empty.tokens.size());
        for (const auto& [a, b] : dominoes) at(answer, a) = at(answer, b) = 1;
        std::vector<int> room_of(empty.tokens.size(), -1);
        join_pairs(empty, dominoes, room_of, random);
        for (int cell = 0; cell < empty.cells(); ++cell)
            if (at(answer, cell) == 1 && at(room_of, cell) < 0) return std::nullopt;
        return settle_rooms(*this, 2, empty, answer, std::move(room_of), random, make_sat);
    }

private:
    static void two_of(const std::vector<int>& literals, Sat& sat) {
        const int count = count_of(literals);
        if (count > 8) {
            const int always = sat.variable();
            sat.add({always});
            exactly(sat, always, literals, 2);
            return;
        }
        for (int a = 0; a < count; ++a) {
            std::vector<int> others = literals;  // two, whichever is not
            others.erase(others.begin() + a);
            sat.add(others);
            for (int b = 0; b < a; ++b)
                for (int c = 0; c < b; ++c) sat.add({-at(literals, a), -at(literals, b), -at(literals, c)});
        }
    }

    /// A room for every two shaded cells: those of one domino, or one each of two that are near.
    static void join_pairs(const Board& board, std::vector<std::array<int, 2>> dominoes, std::vector<int>& room_of,
                           Random& random) {
        random.shuffle(dominoes);
        std::vector<int> single;
        for (const auto& [a, b] : dominoes) single.insert(single.end(), {a, b});
        const auto blocked = [&](int cell) {
            return at(room_of, cell) >= 0 || std::find(single.begin(), single.end(), cell) != single.end();
        };
        const int together = random.below(60);  // how often a domino is a room of its own, in percent
        int room = 0;
        for (const auto& domino : dominoes)
            for (const int first : domino) {
                if (at(room_of, first) >= 0) continue;
                // The nearest other single cell, over cells that are free.
                std::vector<int> before(board.tokens.size(), -1), cells{first};
                at(before, first) = first;
                int end = -1;
                for (std::size_t i = 0; i < cells.size() && end < 0; ++i) {
                    std::vector<int> sides{0, 1, 2, 3};
                    random.shuffle(sides);
                    for (const int side : sides) {
                        const int next = step(board, cells[i], side);
                        if (next < 0 || at(before, next) >= 0 || at(room_of, next) >= 0) continue;
                        const bool partner = next == domino[0] || next == domino[1];
                        if (partner && random.below(100) >= together) continue;
                        at(before, next) = cells[i];
                        if (blocked(next)) {
                            end = next;
                            break;
                        }
                        cells.push_back(next);
                    }
                }
                if (end < 0) continue;
                for (int cell = end;; cell = at(before, cell)) {
                    at(room_of, cell) = room;
                    if (cell == first) break;
                }
                ++room;
            }
    }
};

}  // namespace norinori

const PuzzleKind& norinori_kind() {
    static const norinori::Norinori kind;
    return kind;
}

}  // namespace ptrm
