#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "base/random.hpp"
#include "puzzles/units.hpp"

namespace ptrm {

/// A classical backtracking solver with naked and hidden singles, smallest domain first. It makes and rates puzzles; answers
/// to users' puzzles never come from it.
class SudokuSearch {
public:
    using Cells = std::array<std::uint8_t, 256>;

    explicit SudokuSearch(SudokuShape shape);

    /// Counts solutions up to `limit`; the last one found is left in `solution()`, the values tried at open cells in `guesses()`.
    /// With `random`, values are tried in random order. With `max_guesses` > 0, gives up (returning what it has) after so many.
    int count(const Cells& clues, int limit, Random* random = nullptr, std::int64_t max_guesses = 0);

    /// Whether some solution has another digit than `clues[cell]` at `cell`, every other clue kept.
    bool admits_other(const Cells& clues, int cell);

    const Cells& solution() const { return solution_; }
    std::int64_t guesses() const { return guesses_; }

private:
    struct State {
        Cells cells{};
        std::array<std::uint32_t, 16> row{}, col{}, box{};  // digits already used, bit d - 1
        int filled = 0;
    };

    std::uint32_t candidates(const State& state, int cell) const;
    bool place(State& state, int cell, std::uint32_t digit_bit) const;
    bool load(State& state, const Cells& clues) const;
    bool propagate(State& state) const;
    void descend(State state);

    const SudokuUnits& units_;
    int cell_count_;
    std::uint32_t full_;

    Cells solution_{};
    std::int64_t guesses_ = 0, max_guesses_ = 0;
    int found_ = 0, limit_ = 0;
    Random* random_ = nullptr;
};

}  // namespace ptrm
