#include "puzzles/sat.hpp"

#include <algorithm>
#include <cstddef>

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
            for (std::size_t digit = 0; digit < literals[cell].size(); ++digit)
                if (literals[cell][digit] != 0 && sat.value(literals[cell][digit])) digits[cell] = static_cast<int>(digit);
        }
    } while (refine && refine(digits, sat));
    return digits;
}

void Formula::exclude(Sat& sat, const Digits& digits) const {
    std::vector<int> clause;
    for (std::size_t cell = 0; cell < literals.size(); ++cell)
        if (const int literal = literals[cell][static_cast<std::size_t>(digits[cell])]; literal != 0) clause.push_back(-literal);
    sat.add(clause);
}

void Formula::prefer(Sat& sat, const Digits& digits) const {
    for (std::size_t cell = 0; cell < literals.size(); ++cell)
        for (std::size_t digit = 0; digit < literals[cell].size(); ++digit)
            if (const int literal = literals[cell][digit]; literal != 0)
                sat.prefer(static_cast<int>(digit) == digits[cell] ? literal : -literal);
}

void join_regions(const Board& board, const std::vector<std::vector<int>>& regions, const std::function<int(int)>& on, Sat& sat,
                  Cuts* cuts) {
    if (regions.size() < 2) return;
    std::vector<int> region_of(board.tokens.size(), -1);
    for (std::size_t i = 0; i < regions.size(); ++i)
        for (const int cell : regions[i]) region_of[static_cast<std::size_t>(cell)] = static_cast<int>(i);
    for (std::size_t i = 0; i < regions.size(); ++i) {
        // Out of this region leads a cell beside it; or it is not there, or nothing is elsewhere.
        std::vector<int> clause{-on(regions[i].front()), -on(regions[i == 0 ? 1 : 0].front())};
        std::vector<char> listed(board.tokens.size());
        for (const int cell : regions[i]) {
            for_neighbours(board, cell, [&](int next) {
                if (region_of[static_cast<std::size_t>(next)] == static_cast<int>(i) || listed[static_cast<std::size_t>(next)])
                    return;
                listed[static_cast<std::size_t>(next)] = 1;
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
        const int known = static_cast<int>(at_least.size());
        for (int j = 0; j <= std::min(known, count); ++j) {
            const int more = sat.variable();
            next.push_back(more);
            if (j < known) {
                sat.add({-at_least[static_cast<std::size_t>(j)], more});
                sat.add({at_least[static_cast<std::size_t>(j)], literal, -more});
            } else {
                sat.add({literal, -more});
            }
            if (j == 0) {
                sat.add({-literal, more});
            } else {
                sat.add({-at_least[static_cast<std::size_t>(j - 1)], -literal, more});
                sat.add({at_least[static_cast<std::size_t>(j - 1)], -more});
            }
        }
        at_least = std::move(next);
    }
    const int most = static_cast<int>(at_least.size());
    if (count > most)
        sat.add({-selector});
    else if (count > 0)
        sat.add({-selector, at_least[static_cast<std::size_t>(count - 1)]});
    if (count < most) sat.add({-selector, -at_least[static_cast<std::size_t>(count)]});
}

std::vector<int> choose_clues(const Formula& formula, Sat& sat, Random& random, int wanted) {
    // Those that the proof used are enough; more of them are taken away, or others put back.
    std::vector<int> needed, spare;
    for (const int clue : formula.clues) (sat.failed(clue) ? needed : spare).push_back(clue);
    random.shuffle(needed);
    random.shuffle(spare);
    for (std::size_t i = 0; i < needed.size() && static_cast<int>(needed.size()) > wanted;) {
        std::vector<int> fewer = needed;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        if (formula.answer(sat, fewer)) {
            ++i;
        } else {
            std::erase_if(fewer, [&](int clue) { return !sat.failed(clue); });
            // What was kept so far stays needed among fewer clues, so go on where this one stood.
            i = std::min(i, fewer.size());
            needed = std::move(fewer);
        }
    }
    while (static_cast<int>(needed.size()) < wanted && !spare.empty()) {
        needed.push_back(spare.back());
        spare.pop_back();
    }
    return needed;
}

}  // namespace ptrm
