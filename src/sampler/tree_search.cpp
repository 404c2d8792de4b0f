#include "sampler/tree_search.hpp"

#include <algorithm>
#include <array>

#include "ptrm/index.hpp"

namespace ptrm {
namespace {

constexpr float kThird = 0.1f;  // a third child is worth a visit above this probability

/// The likeliest tokens of a cell among those that may answer it, with their probabilities. These are stablemax's, which TRMs are
/// trained with.
struct Candidates {
    std::array<std::int32_t, 3> token{};
    std::array<float, 3> probability{};
};

Candidates candidates(std::span<const float> logits, std::span<const std::int32_t> choices) {
    Candidates best;
    float sum = 0;
    for (const std::int32_t token : choices) {
        const float x = at(logits, token), p = x >= 0 ? x + 1 : 1 / (1 - x);
        sum += p;
        for (std::size_t place = 0; place < 3; ++place) {
            if (p <= best.probability[place]) continue;
            for (std::size_t later = 2; later > place; --later) {
                best.token[later] = best.token[later - 1];
                best.probability[later] = best.probability[later - 1];
            }
            best.token[place] = token;
            best.probability[place] = p;
            break;
        }
    }
    for (float& p : best.probability) p /= sum;
    return best;
}

}  // namespace

TreeSearch::TreeSearch(const SolveOptions& options, const Architecture& architecture, const Question& question,
                       const Puzzle& puzzle)
    : options_(options),
      question_(question),
      puzzle_(puzzle),
      net_evaluations_per_step_(architecture.net_evaluations_per_step()),
      key_(noise_key(options.seed, question.tokens, question.puzzle_id)) {}

void TreeSearch::begin_node() {
    node_ = RolloutState{};
    node_.keep = true;
    if (nodes_ - root_ >= patience_) {
        stack_.clear();
        patience_ *= 2;
    }
    if (stack_.empty()) {  // the root, anew
        root_ = nodes_;
        stack_.push_back({{}, root_, nullptr});
    }
    node_.key = {key_, nodes_++};
    node_.guesses = std::move(stack_.back().guesses);
    node_.copy = stack_.back().copy;
    node_.from = std::move(stack_.back().from);
    stack_.pop_back();
    deepest_ = std::max(deepest_, node_.guesses.size());
}

bool TreeSearch::spent() const {
    return (options_.limits.budget > 0 && steps_ * net_evaluations_per_step_ >= options_.limits.budget) ||
           nodes_ >= static_cast<std::uint32_t>(options_.rollouts);
}

void TreeSearch::judge() {
    const Rollout& rollout = node_.rollout;
    steps_ += rollout.cost;
    if (best_.cost == 0 || rollout.stopped || rollout.q > best_.q) {
        best_ = rollout;
        best_node_ = static_cast<int>(node_.key.rollout);
    }
    if (options_.keep.rollouts) kept_.push_back(rollout);
    decided_ = rollout.stopped;
    if (!decided_ && !(rollout.alive < static_cast<float>(options_.tree.dead))) branch();
}

void TreeSearch::branch() {
    const std::size_t V = node_.logits.size() / question_.tokens.size();
    std::vector<char> guessed(question_.tokens.size());
    for (const Guess& guess : node_.guesses) at(guessed, guess.cell) = 1;
    Candidates doubtful;
    std::size_t where = 0;
    for (std::size_t cell = 0; cell < question_.tokens.size(); ++cell) {
        if (guessed[cell]) continue;
        const auto choices = puzzle_.choices(question_.tokens[cell]);
        if (choices.size() < 2) continue;
        const Candidates here = candidates(std::span(node_.logits).subspan(cell * V, V), choices);
        if (here.probability[1] <= doubtful.probability[1]) continue;
        doubtful = here;
        where = cell;
    }
    const std::size_t children = doubtful.probability[1] == 0 ? 0 : doubtful.probability[2] > kThird ? 3 : 2;
    const auto from = std::make_shared<const LatentStates>(std::move(node_.states));
    for (std::size_t child = children; child-- > 0;) {
        stack_.push_back({node_.guesses, node_.copy, from});
        stack_.back().guesses.push_back({static_cast<int>(where), doubtful.token[child]});
    }
}

std::vector<Stretch> TreeSearch::next_wave() {
    if (nodes_ == 0) {
        begin();
    } else {
        judge();
        if (decided_) return {};
        out_of_time_ = options_.limits.seconds > 0 && seconds() >= options_.limits.seconds;
        if (out_of_time_ || spent()) return {};
    }
    begin_node();
    return {{0, node_.key.rollout == 0 ? options_.depth : options_.tree.steps}};
}

Result TreeSearch::finish(const std::function<bool(std::span<const std::int32_t>)>&) {
    Result result;
    result.answer = best_.answer;
    result.q = best_.q;
    result.rollout = best_node_;
    result.step = best_.step;
    result.ending = decided_ ? Ending::met : out_of_time_ ? Ending::out_of_time : Ending::exhausted;
    result.guesses = best_.guesses;
    result.nodes = static_cast<int>(nodes_);
    result.deepest = static_cast<int>(deepest_);
    result.net_evaluations = steps_ * net_evaluations_per_step_;
    result.rollouts = std::move(kept_);
    return result;
}

}  // namespace ptrm
