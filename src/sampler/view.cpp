#include "sampler/view.hpp"

#include <algorithm>
#include <string>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "sampler/hints.hpp"

namespace ptrm {

View::View(const RolloutPlan& plan, std::span<const Guess> guesses, std::optional<std::uint64_t> copy)
    : plan_(plan), guesses_(guesses.begin(), guesses.end()), tokens_(plan.question.tokens) {
    const Architecture& arch = plan.network.architecture();
    for (const Guess& guess : guesses) at(tokens_, guess.cell) = guess.token;
    if (copy) symmetry_ = plan.puzzle.copy(plan.question.tokens, plan.options.seed, *copy);
    if (symmetry_) {
        if (std::ssize(symmetry_->cells) != arch.seq_len || std::ssize(symmetry_->tokens) != plan.puzzle.vocab_size())
            throw Error(ErrorCode::bad_argument, "symmetry", "",
                        std::to_string(arch.seq_len) + " cells and " + std::to_string(plan.puzzle.vocab_size()) + " tokens",
                        std::to_string(symmetry_->cells.size()) + " and " + std::to_string(symmetry_->tokens.size()));
        tokens_ = symmetry_->apply(tokens_);  // checks the symmetry, once
        old_token_.resize(symmetry_->tokens.size());
        for (std::size_t token = 0; token < old_token_.size(); ++token)
            at(old_token_, symmetry_->tokens[token]) = static_cast<std::int32_t>(token);
    }
    hints_ = hints_of(plan.puzzle, arch, tokens_);
    if (!hints_.empty())
        for (const std::int32_t token : tokens_) choices_.push_back(plan.puzzle.choices(token));
}

void View::embed(Workspace& workspace) const { plan_.network.embed(workspace, tokens_, hints_, plan_.question.puzzle_id); }

void View::read(const Buffer& logits, std::vector<std::int32_t>& answer, std::vector<std::int32_t>& undone) const {
    const std::size_t V = logits.size() / answer.size();
    for (std::size_t cell = 0; cell < answer.size(); ++cell) {
        const float* of = logits.data() + cell * V;
        if (choices_.empty())
            answer[cell] = static_cast<std::int32_t>(std::max_element(of, of + plan_.puzzle.vocab_size()) - of);
        else
            answer[cell] = *std::max_element(choices_[cell].begin(), choices_[cell].end(),
                                             [of](std::int32_t a, std::int32_t b) { return of[a] < of[b]; });
    }
    if (symmetry_) {
        for (std::size_t cell = 0; cell < answer.size(); ++cell)
            at(undone, symmetry_->cells[cell]) = at(old_token_, answer[cell]);
        answer.swap(undone);
    }
    for (const std::size_t cell : plan_.given) answer[cell] = plan_.question.tokens[cell];
    for (const Guess& guess : guesses_) at(answer, guess.cell) = guess.token;
}

void View::undo(const Buffer& logits, Buffer& undone) const {
    undone = logits;
    if (!symmetry_) return;
    const std::size_t V = logits.size() / symmetry_->cells.size();
    for (std::size_t cell = 0; cell < symmetry_->cells.size(); ++cell)
        for (std::size_t token = 0; token < symmetry_->tokens.size(); ++token)
            undone[to_size(symmetry_->cells[cell]) * V + token] = logits[cell * V + to_size(symmetry_->tokens[token])];
}

}  // namespace ptrm
