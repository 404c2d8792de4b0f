// Nurikabe: shaded cells are orthogonally connected, no 2x2 of them; every unshaded region holds exactly one clue and has its
// size; `?` is any size.
#include <algorithm>
#include <cstdlib>
#include <queue>
#include <utility>

#include "base/index.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/numbers.hpp"
#include "puzzles/pencil/shading.hpp"

namespace ptrm {
namespace nurikabe {

// Tokens: 0 pad, 1 open, 2 unshaded, 3 shaded, 4 a clue of any size, 4 + n the clue n.
constexpr std::int32_t kOpen = 1, kUnshaded = 2, kShaded = 3, kAny = 4;
constexpr int kLargest = 99;
constexpr std::int64_t kHardest = 250;  // clauses learnt: what is harder is harder than nearly all that people make

bool numbered(std::int32_t token) { return token >= kAny; }

/// The cells of a shortest way between two cells of a region.
std::vector<int> way(const Board& board, int from, int to, const std::vector<char>& inside) {
    std::vector<int> before(board.tokens.size(), -1);
    std::queue<int> next;
    next.push(from);
    at(before, from) = from;
    while (!next.empty() && at(before, to) < 0) {
        const int cell = next.front();
        next.pop();
        for_neighbours(board, cell, [&](int n) {
            if (!at(inside, n) || at(before, n) >= 0) return;
            at(before, n) = cell;
            next.push(n);
        });
    }
    std::vector<int> cells{to};
    while (cells.back() != from) cells.push_back(at(before, cells.back()));
    return cells;
}

class Nurikabe final : public NumberKind {
public:
    Nurikabe() : NumberKind(1, kLargest) {}

    std::string_view name() const override { return "nurikabe"; }
    void check(const Board& board, const Digits& answer, std::vector<Fault>& faults) const override {
        check_no_squares(board, answer, faults);
        check_connected(board, answer, faults);
        for (const auto& region : regions(board, [&](int cell) { return at(answer, cell) == 0; })) {
            std::vector<int> clues;
            for (const int cell : region)
                if (numbered(board[cell])) clues.push_back(cell);
            if (clues.empty()) faults.push_back({region, "an unshaded region without a number"});
            if (clues.size() > 1)
                faults.push_back({clues, "an unshaded region with " + std::to_string(clues.size()) + " numbers"});
            if (clues.size() == 1 && board[clues[0]] > kAny && board[clues[0]] - kAny != count_of(region))
                faults.push_back({region, "a region of " + std::to_string(region.size()) + " cells with the number " +
                                              std::to_string(board[clues[0]] - kAny)});
        }
    }

    Formula formula(const Board& board, Sat& sat, Cuts* cuts = nullptr) const override {
        Formula formula = shading_formula(*this, board, sat, cuts);
        forbid_squares(board, formula, sat);
        const auto shaded = [literals = formula.literals](int cell) { return at(literals, cell)[1]; };
        for (int cell = 0; cell < board.cells(); ++cell) {
            if (numbered(board[cell])) sat.add({-shaded(cell)});
            // What lies between two clues parts them.
            int beside = 0;
            for_neighbours(board, cell, [&](int next) { beside += numbered(board[next]) ? 1 : 0; });
            if (beside > 1) sat.add({shaded(cell)});
            if (board[cell] == kAny + 1) for_neighbours(board, cell, [&](int next) { sat.add({shaded(next)}); });
            // No unshaded cell is alone unless it is a clue that may be; what no clue reaches is shaded.
            std::vector<int> room{shaded(cell)};
            for_neighbours(board, cell, [&](int next) { room.push_back(-shaded(next)); });
            if (board[cell] != kAny && board[cell] != kAny + 1) sat.add(room);
            bool reached = false;
            for (int other = 0; other < board.cells() && !reached; ++other) {
                if (!numbered(board[other])) continue;
                const int way =
                    std::abs(cell / board.cols - other / board.cols) + std::abs(cell % board.cols - other % board.cols);
                reached = board[other] == kAny || way < board[other] - kAny;
            }
            if (!reached) sat.add({shaded(cell)});
        }
        formula.refine = [board, shaded](const Digits& answer, Sat& solver) {
            bool broken = false;
            for (const auto& region : regions(board, [&](int cell) { return at(answer, cell) == 0; }))
                broken |= check_region(board, region, shaded, solver);
            return broken;
        };
        keep_connected(board, formula, cuts);
        return formula;
    }

    std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const override;

    std::vector<FilePart> file_parts(int) const override { return {FilePart::marked_clues}; }

private:
    /// Forbids an unshaded region that breaks a rule.
    static bool check_region(const Board& board, const std::vector<int>& region, const std::function<int(int)>& shaded,
                             Sat& sat) {
        std::vector<int> clues;
        std::vector<char> inside(board.tokens.size());
        for (const int cell : region) {
            at(inside, cell) = 1;
            if (numbered(board[cell])) clues.push_back(cell);
        }
        std::vector<int> clause;
        if (clues.size() > 1) {
            for (const int cell : way(board, clues[0], clues[1], inside)) clause.push_back(shaded(cell));
            sat.add(clause);
            return true;
        }
        const int size = count_of(region), wanted = clues.empty() ? size + 1 : board[clues[0]] - kAny;
        if (!clues.empty() && (wanted == 0 || wanted == size)) return false;
        if (size > wanted) {  // too large already with as many of its cells as are connected to the clue first
            std::vector<char> seen(board.tokens.size());
            auto reached = connected_cells(
                board, clues[0], [&](int cell) { return at(inside, cell) != 0; }, seen);
            reached.resize(to_size(wanted) + 1);
            for (const int cell : reached) clause.push_back(shaded(cell));
        } else {  // too small, or without a clue, while nothing beside it opens; a region without a clue may also go
            std::vector<char> listed = inside;
            for (const int cell : region) {
                for_neighbours(board, cell, [&](int next) {
                    if (at(listed, next)) return;
                    at(listed, next) = 1;
                    clause.push_back(-shaded(next));
                });
                if (!numbered(board[cell])) clause.push_back(shaded(cell));
            }
        }
        sat.add(clause);
        return true;
    }
};

/// A wall that grows from a cell until it can grow no more without a square.
Digits stuck_wall(const Board& board, Random& random) {
    Digits wall(board.tokens.size());
    const auto is_wall = [&](int cell) { return at(wall, cell) == 1; };
    std::vector<int> frontier{random.below(board.cells())};
    while (!frontier.empty()) {
        const int cell = random.take(frontier);
        if (is_wall(cell) || completes_square(board, wall, cell)) continue;
        at(wall, cell) = 1;
        for_neighbours(board, cell, [&](int next) { frontier.push_back(next); });
    }
    return wall;
}

/// A wall, its islands, and the cell of each one's clue.
struct Draft {
    Board board;
    Digits wall;
    std::vector<std::vector<int>> islands;
    std::vector<int> places;

    void find_islands() {
        islands = regions(board, [&](int cell) { return at(wall, cell) == 0; });
    }
    void put_clues() {
        for (auto& token : board.tokens) token = kOpen;
        for (std::size_t i = 0; i < islands.size(); ++i) board[places[i]] = kAny + count_of(islands[i]);
    }
};

/// Another answer to the draft's clues than its wall, if there is one; empty where that is too hard to tell.
std::optional<Digits> other_answer(const Nurikabe& kind, const Draft& draft, Cuts& cuts, const SatMaker& make_sat) {
    return OtherAnswers(kind, draft.board, draft.wall, make_sat, &cuts).find(kHardest);
}

/// Moves clues within their islands, to cells that every other answer found shades, until there is no other answer.
bool settle(const Nurikabe& kind, Draft& draft, int rounds, Cuts& cuts, Random& random, const SatMaker& make_sat) {
    std::vector<Digits> others;
    const auto stands = [&](const Digits& answer) {
        return std::none_of(draft.places.begin(), draft.places.end(), [&](int cell) { return at(answer, cell) == 1; });
    };
    for (int round = 0; round < rounds; ++round) {
        draft.put_clues();
        const auto other = other_answer(kind, draft, cuts, make_sat);
        if (!other) return true;
        if (other->empty()) return false;
        others.push_back(*other);
        for (int moves = 0;; ++moves) {
            const auto alive = std::find_if(others.rbegin(), others.rend(), stands);
            if (alive == others.rend()) break;
            if (moves == 40) return false;
            std::vector<std::pair<std::size_t, int>> moved;
            for (std::size_t i = 0; i < draft.islands.size(); ++i)
                for (const int cell : draft.islands[i])
                    if (at(*alive, cell) == 1) moved.emplace_back(i, cell);
            if (moved.empty()) return false;
            const auto [island, cell] = random.pick(moved);
            draft.places[island] = cell;
        }
    }
    return false;
}

/// Opens the size of about half of the clues, of each where the answer stays the only one.
void open_sizes(const Nurikabe& kind, Draft& draft, Cuts& cuts, Random& random, const SatMaker& make_sat) {
    random.shuffle(draft.places);
    for (const int place : draft.places) {
        const std::int32_t size = draft.board[place];
        if (random.below(2) == 0) continue;
        draft.board[place] = kAny;
        if (other_answer(kind, draft, cuts, make_sat)) draft.board[place] = size;
    }
}

std::optional<MadeBoard> Nurikabe::attempt(int rows, int cols, Random& random, const SatMaker& make_sat) const {
    Draft draft{Board::filled(rows, cols, kOpen), {}, {}, {}};
    draft.wall = stuck_wall(draft.board, random);
    draft.find_islands();
    for (const auto& island : draft.islands) draft.places.push_back(random.pick(island));
    Cuts cuts;
    if (!settle(*this, draft, 12, cuts, random, make_sat)) return std::nullopt;

    // The wall is opened cell by cell while it stays in one piece and its islands the only ones: islands grow, and join.
    const int wanted = static_cast<int>((0.50 + 0.09 * unit_interval(random.bits())) * draft.board.cells());
    const int largest = 4 + random.below(std::max(2, draft.board.cells() / 6));
    std::vector<int> order;
    for (int cell = 0; cell < draft.board.cells(); ++cell)
        if (at(draft.wall, cell) == 1) order.push_back(cell);
    random.shuffle(order);
    int left = count_of(order);
    for (const int cell : order) {
        if (left <= wanted) break;
        Draft opened = draft;
        at(opened.wall, cell) = 0;
        if (regions(opened.board, [&](int c) { return at(opened.wall, c) == 1; }).size() > 1) continue;
        opened.find_islands();
        opened.places.clear();
        bool fits = true;
        for (const auto& island : opened.islands) {
            fits = fits && count_of(island) <= largest;
            // One of the clues that are there stays; which one, chance says where islands join.
            std::vector<int> kept;
            for (const int place : draft.places)
                if (std::find(island.begin(), island.end(), place) != island.end()) kept.push_back(place);
            if (kept.empty()) kept = island;
            opened.places.push_back(random.pick(kept));
        }
        if (!fits || !settle(*this, opened, 4, cuts, random, make_sat)) continue;
        draft = std::move(opened);
        --left;
    }
    draft.put_clues();
    if (random.below(4) == 0) open_sizes(*this, draft, cuts, random, make_sat);
    return MadeBoard{std::move(draft.board), std::move(draft.wall), 0};
}

}  // namespace nurikabe

const PuzzleKind& nurikabe_kind() {
    static const nurikabe::Nurikabe kind;
    return kind;
}

}  // namespace ptrm
