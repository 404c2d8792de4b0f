#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sampler/rollout.hpp"

namespace ptrm {

/// The question as a network is asked it: with some cells taken for given, on a symmetric copy; and the way back of its answer.
class View {
public:
    /// @param copy a number of PuzzleRules::copy(); nothing for the question itself
    /// @throws Error (bad_argument) for a symmetry that is not one of the model's cells and tokens
    View(const RolloutPlan& plan, std::span<const Guess> guesses, std::optional<std::uint64_t> copy);

    /// Makes it the question that the workspace works on.
    void embed(Workspace& workspace) const;
    /// Whether the network is asked for the token of a cell.
    bool open(std::size_t cell) const { return plan_.puzzle.choices(tokens_[cell]).size() > 1; }
    /// The likeliest token of every cell as an answer to the question; cells that are given or guessed as they were asked.
    /// Allocates nothing. @param undone room for as many tokens
    void read(const Buffer& logits, std::vector<std::int32_t>& answer, std::vector<std::int32_t>& undone) const;
    /// The logits in the order of the question's own cells and tokens.
    void undo(const Buffer& logits, Buffer& undone) const;

private:
    const RolloutPlan& plan_;
    std::vector<Guess> guesses_;
    std::vector<std::int32_t> tokens_, hints_;
    std::vector<std::vector<std::int32_t>> choices_;  // with hints, tokens that differ only in what those say are equally likely
    std::optional<Symmetry> symmetry_;                // none where the network is asked the question itself
    std::vector<std::int32_t> old_token_;             // of a copy's token
};

}  // namespace ptrm
