#include "puzzles/pencil/sat.hpp"

#include <algorithm>
#include <cstddef>

#include "base/index.hpp"

namespace ptrm {

std::optional<Digits> Formula::answer(Sat& sat, std::span<const int> assumptions, std::int64_t most) const {
    const std::int64_t end = sat.effort() + most;
    Digits digits(literals.size());
    do {
        const auto found = sat.solve(assumptions, end - sat.effort());
        if (!found) return Digits{};
        if (!*found) return std::nullopt;
        for (std::size_t cell = 0; cell < literals.size(); ++cell) {
            digits[cell] = 0;
            for (int digit = 0; digit < count_of(literals[cell]); ++digit)
                if (const int literal = at(literals[cell], digit); literal != 0 && sat.value(literal)) digits[cell] = digit;
        }
    } while (refine && refine(digits, sat));
    return digits;
}

void Formula::exclude(Sat& sat, const Digits& digits) const {
    std::vector<int> clause;
    for (std::size_t cell = 0; cell < literals.size(); ++cell)
        if (const int literal = at(literals[cell], digits[cell]); literal != 0) clause.push_back(-literal);
    sat.add(clause);
}

void Formula::prefer(Sat& sat, const Digits& digits) const {
    for (std::size_t cell = 0; cell < literals.size(); ++cell)
        for (int digit = 0; digit < count_of(literals[cell]); ++digit)
            if (const int literal = at(literals[cell], digit); literal != 0)
                sat.prefer(digit == digits[cell] ? literal : -literal);
}

void join_regions(const Board& board, const std::vector<std::vector<int>>& regions, const std::function<int(int)>& on, Sat& sat,
                  Cuts* cuts) {
    if (regions.size() < 2) return;
    std::vector<int> region_of(board.tokens.size(), -1);
    for (int i = 0; i < count_of(regions); ++i)
        for (const int cell : at(regions, i)) at(region_of, cell) = i;
    for (int i = 0; i < count_of(regions); ++i) {
        const std::vector<int>& region = at(regions, i);
        // Out of this region leads a cell beside it; or it is not there, or nothing is elsewhere.
        std::vector<int> clause{-on(region.front()), -on(regions[i == 0 ? 1 : 0].front())};
        std::vector<char> listed(board.tokens.size());
        for (const int cell : region) {
            for_neighbours(board, cell, [&](int next) {
                if (at(region_of, next) == i || at(listed, next)) return;
                at(listed, next) = 1;
                clause.push_back(on(next));
            });
        }
        sat.add(clause);
        if (cuts != nullptr) cuts->push_back(std::move(clause));
    }
}

void exactly(Sat& sat, int selector, std::span<const int> literals, int count) {
    // A counter: at_least[j] is true exactly where j + 1 or more of the literals so far are.
    std::vector<int> at_least;
    for (const int literal : literals) {
        std::vector<int> next;
        const int known = count_of(at_least);
        for (int j = 0; j <= std::min(known, count); ++j) {
            const int more = sat.variable();
            next.push_back(more);
            if (j < known) {
                sat.add({-at(at_least, j), more});
                sat.add({at(at_least, j), literal, -more});
            } else {
                sat.add({literal, -more});
            }
            if (j == 0) {
                sat.add({-literal, more});
            } else {
                sat.add({-at(at_least, j - 1), -literal, more});
                sat.add({at(at_least, j - 1), -more});
            }
        }
        at_least = std::move(next);
    }
    const int most = count_of(at_least);
    if (count > most)
        sat.add({-selector});
    else if (count > 0)
        sat.add({-selector, at(at_least, count - 1)});
    if (count < most) sat.add({-selector, -at(at_least, count)});
}

std::vector<int> choose_clues(const Formula& formula, Sat& sat, Random& random, int wanted) {
    // Those that the proof used are enough; more of them are taken away, or others put back.
    std::vector<int> needed, spare;
    for (const int clue : formula.clues) (sat.failed(clue) ? needed : spare).push_back(clue);
    random.shuffle(needed);
    random.shuffle(spare);
    for (std::size_t i = 0; i < needed.size() && count_of(needed) > wanted;) {
        std::vector<int> fewer = needed;
        fewer.erase(fewer.begin() + static_cast<Index>(i));
        if (formula.answer(sat, fewer)) {
            ++i;
        } else {
            std::erase_if(fewer, [&](int clue) { return !sat.failed(clue); });
            // What was kept so far stays needed among fewer clues, so go on where this one stood.
            i = std::min(i, fewer.size());
            needed = std::move(fewer);
        }
    }
    while (count_of(needed) < wanted && !spare.empty()) {
        needed.push_back(spare.back());
        spare.pop_back();
    }
    return needed;
}

}  // namespace ptrm
