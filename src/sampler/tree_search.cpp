#include "sampler/tree_search.hpp"

#include <algorithm>
#include <array>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "sampler/searches.hpp"

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
                       const PuzzleRules& puzzle)
    : PuzzleSearch(options),
      question_(question),
      puzzle_(puzzle),
      net_evaluations_per_step_(architecture.net_evaluations_per_step()),
      key_(noise_key(options.seed, question.tokens, question.puzzle_id)) {}

void TreeSearch::begin_node() {
    if (nodes_ - root_ >= patience_) {
        stack_.clear();
        patience_ *= 2;
    }
    if (stack_.empty()) {  // the root, anew
        root_ = nodes_;
        stack_.push_back({{}, root_, options_.stop.confirm * (1 + refutations_), nullptr});
    }
    Open& open = stack_.back();
    node_ = std::make_shared<Job>();
    node_->state.key = {key_, nodes_};
    node_->state.keep = true;
    node_->state.guesses = std::move(open.guesses);
    node_->state.copy = open.copy;
    node_->state.views = open.views;
    node_->state.from = std::move(open.from);
    node_->until = nodes_ == 0 ? options_.depth : options_.tree.steps;
    deepest_ = std::max(deepest_, node_->state.guesses.size());
    stack_.pop_back();
    ++nodes_;
}

void TreeSearch::judge() {
    const Rollout& rollout = node_->state.rollout;
    steps_ += rollout.cost + rollout.view_steps;
    nanoseconds_ += node_->nanoseconds;
    refutations_ += node_->state.refutations;
    if (best_.cost == 0 || rollout.stopped || rollout.q > best_.q) {
        best_ = rollout;
        best_node_ = static_cast<int>(nodes_) - 1;
    }
    if (options_.keep.rollouts) kept_.push_back(rollout);
    if (!rollout.stopped && !(rollout.alive < static_cast<float>(options_.tree.dead))) branch();
}

void TreeSearch::branch() {
    RolloutState& node = node_->state;
    const std::size_t V = node.logits.size() / question_.tokens.size();
    std::vector<char> guessed(question_.tokens.size());
    for (const Guess& guess : node.guesses) at(guessed, guess.cell) = 1;
    Candidates doubtful;
    std::size_t where = 0;
    for (std::size_t cell = 0; cell < question_.tokens.size(); ++cell) {
        if (guessed[cell]) continue;
        const auto choices = puzzle_.choices(question_.tokens[cell]);
        if (choices.size() < 2) continue;
        const Candidates here = candidates(std::span(node.logits).subspan(cell * V, V), choices);
        if (here.probability[1] <= doubtful.probability[1]) continue;
        doubtful = here;
        where = cell;
    }
    const std::size_t children = doubtful.probability[1] == 0 ? 0 : doubtful.probability[2] > kThird ? 3 : 2;
    const auto from = std::make_shared<const LatentStates>(std::move(node.states));
    for (std::size_t child = children; child-- > 0;) {
        stack_.push_back({node.guesses, node.copy, node.views + options_.stop.confirm * node.refutations, from});
        stack_.back().guesses.push_back({static_cast<int>(where), doubtful.token[child]});
    }
}

Wave TreeSearch::next_wave() {
    if (nodes_ == 0) {
        begin();
    } else {
        judge();
        if (ends(node_->state.rollout.stopped, refutations_, steps_ * net_evaluations_per_step_) ||
            nodes_ >= static_cast<std::uint32_t>(options_.rollouts))
            return {};
    }
    begin_node();
    return {node_};
}

Result TreeSearch::finish(const std::function<bool(std::span<const std::int32_t>)>&) {
    Result result;
    result.answer = best_.answer;
    result.q = best_.q;
    result.rollout = best_node_;
    result.step = best_.step;
    result.ending = ending();
    result.guesses = best_.guesses;
    result.nodes = static_cast<int>(nodes_);
    result.deepest = static_cast<int>(deepest_);
    result.net_evaluations = steps_ * net_evaluations_per_step_;
    result.seconds = 1e-9 * static_cast<double>(nanoseconds_);
    result.rollouts = std::move(kept_);
    return result;
}

constinit const SearchRow kTree{
    {"tree", Search::tree,
     "of guesses, for models that tell dead ends: -D steps of the question, then --tree-steps of each node; --budget "
     "and -K nodes bound it"},
    true,
    [](const SolveOptions& options, const Architecture& architecture, const PuzzleRules& rules) {
        if (!has_choices(rules))
            throw Error(ErrorCode::bad_argument, "search", "",
                        "waves, for no cell of '" + rules.task().puzzle + "' is known to be open, so a tree has nothing to guess",
                        "tree");
        if (!architecture.q_alive)
            throw Error(ErrorCode::bad_argument, "search", "",
                        "waves, for this model's Q head was not trained to tell dead ends (trm_config: q_alive), and a tree goes "
                        "by that");
        for (const auto& [name, given] : {std::pair("resample_every", options.resampling.every > 0),
                                          {"restart_after", options.restart.after > 0},
                                          {"sigma", options.noise.sigma > 0}})
            if (given)
                throw Error(ErrorCode::bad_argument, name, "", "nothing of it beside search tree, whose rollouts are nodes");
    },
    [](const SolveOptions& options, const Architecture& architecture, const Question& question, const PuzzleRules& rules)
        -> std::unique_ptr<PuzzleSearch> { return std::make_unique<TreeSearch>(options, architecture, question, rules); }};

}  // namespace ptrm
