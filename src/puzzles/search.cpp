#include "puzzles/search.hpp"

#include "base/index.hpp"

namespace ptrm {

SudokuSearch::SudokuSearch(SudokuShape shape)
    : units_(sudoku_units(shape)), cell_count_(shape.cells()), full_((1u << shape.side()) - 1u) {}

std::uint32_t SudokuSearch::candidates(const State& state, int cell) const {
    const std::size_t c = to_size(cell);
    return full_ & ~(state.row[units_.row[c]] | state.col[units_.col[c]] | state.box[units_.box[c]]);
}

bool SudokuSearch::place(State& state, int cell, std::uint32_t digit_bit) const {
    if ((candidates(state, cell) & digit_bit) == 0) return false;
    const std::size_t c = to_size(cell);
    state.cells[c] = static_cast<std::uint8_t>(std::countr_zero(digit_bit) + 1);
    state.row[units_.row[c]] |= digit_bit;
    state.col[units_.col[c]] |= digit_bit;
    state.box[units_.box[c]] |= digit_bit;
    ++state.filled;
    return true;
}

bool SudokuSearch::load(State& state, const Cells& clues) const {
    for (int cell = 0; cell < cell_count_; ++cell) {
        const int digit = at(clues, cell);
        if (digit != 0 && !place(state, cell, 1u << (digit - 1))) return false;
    }
    return true;
}

bool SudokuSearch::propagate(State& state) const {
    int before;
    do {
        before = state.filled;
        for (int unit = 0; unit < units_.count(); ++unit) {
            std::uint32_t once = 0, twice = 0, used = 0;
            for (const int cell : units_.cells_of(unit)) {
                const int digit = at(state.cells, cell);
                if (digit != 0) {
                    used |= 1u << (digit - 1);
                    continue;
                }
                const std::uint32_t open = candidates(state, cell);
                if (open == 0) return false;
                if (std::has_single_bit(open)) {
                    place(state, cell, open);
                    used |= open;
                    continue;
                }
                twice |= once & open;
                once |= open;
            }
            if ((once | used) != full_) return false;
            std::uint32_t hidden = once & ~twice & ~used;
            if (hidden == 0) continue;
            for (const int cell : units_.cells_of(unit)) {
                if (at(state.cells, cell) != 0) continue;
                const std::uint32_t here = candidates(state, cell) & hidden;
                if (here == 0) continue;
                if (!std::has_single_bit(here)) return false;
                place(state, cell, here);
                hidden &= ~here;
            }
        }
    } while (state.filled != before);
    return true;
}

void SudokuSearch::descend(State state) {
    if (!propagate(state)) return;
    if (state.filled == cell_count_) {
        ++found_;
        solution_ = state.cells;
        return;
    }
    int best = -1, size = 99, ties = 0;
    for (int cell = 0; cell < cell_count_ && size > 2; ++cell) {
        if (at(state.cells, cell) != 0) continue;
        const int options = std::popcount(candidates(state, cell));
        if (options > size) continue;
        ties = options < size ? 1 : ties + 1;
        if (options == size && (random_ == nullptr || random_->below(ties) != 0)) continue;
        best = cell;
        size = options;
    }
    std::array<std::uint32_t, 16> digits{};
    int count = 0;
    for (std::uint32_t open = candidates(state, best); open != 0; open &= open - 1) at(digits, count++) = open & (~open + 1);
    std::span<std::uint32_t> order(digits.data(), to_size(count));
    if (random_ != nullptr) random_->shuffle(order);
    for (const std::uint32_t digit : order) {
        if (max_guesses_ > 0 && guesses_ >= max_guesses_) return;
        ++guesses_;
        State next = state;
        place(next, best, digit);
        descend(next);
        if (found_ >= limit_) return;
    }
}

int SudokuSearch::count(const Cells& clues, int limit, Random* random, std::int64_t max_guesses) {
    guesses_ = 0;
    found_ = 0;
    limit_ = limit;
    random_ = random;
    max_guesses_ = max_guesses;
    State state;
    if (load(state, clues)) descend(state);
    return found_;
}

bool SudokuSearch::admits_other(const Cells& clues, int cell) {
    Cells others = clues;
    const std::uint32_t own = 1u << (at(clues, cell) - 1);
    at(others, cell) = 0;
    guesses_ = 0;
    found_ = 0;
    limit_ = 1;
    random_ = nullptr;
    max_guesses_ = 0;
    State state;
    if (!load(state, others)) return false;
    for (std::uint32_t open = candidates(state, cell) & ~own; open != 0; open &= open - 1) {
        State next = state;
        place(next, cell, open & (~open + 1));
        descend(next);
        if (found_ > 0) return true;
    }
    return false;
}

}  // namespace ptrm
