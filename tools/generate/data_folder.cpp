#include "generate/data_folder.hpp"
#include "data/task_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/index.hpp"
#include "common.hpp"
#include "formats/npy.hpp"
#include "ptrm/error.hpp"
#include "ptrm/model.hpp"

namespace ptrm::tools {
namespace {

constexpr std::uint64_t kMostCopies = 16384, kCopySeed = 7;  // of a puzzle that has more than one can list

}  // namespace

DataFolder::DataFolder(std::filesystem::path path, std::shared_ptr<const Puzzle> puzzle, bool force)
    : path_(std::move(path)), puzzle_(std::move(puzzle)) {
    std::error_code problem;
    if (!force && std::filesystem::exists(path_ / "dataset.json", problem))
        throw Error(ErrorCode::io, path_.string(), "", "holds a data set already; --force replaces it");
    make_folder(path_);
}

void DataFolder::add(Tokens question, Tokens label) {
    questions_.insert(questions_.end(), question.begin(), question.end());
    labels_.insert(labels_.end(), label.begin(), label.end());
}

std::vector<std::int32_t> DataFolder::rows() const {
    std::vector<std::int32_t> rows(to_size(puzzle_->vocab_size()));
    for (std::int32_t token = 0; token < puzzle_->vocab_size(); ++token) {
        const auto choices = puzzle_->choices(token);
        if (choices.size() < 2) continue;
        at(rows, token) = 1;
        for (int i = 0; i < count_of(choices); ++i) at(rows, at(choices, i)) = i + 2;
    }
    return rows;
}

void DataFolder::write(const std::string& name, const std::string& content) const {
    Output file((path_ / name).string());
    file.write(content);
    file.flush();
}

void DataFolder::write(const std::string& name, const std::vector<Index>& shape, std::span<const std::int32_t> values) const {
    write(name + ".npy", npy_text({shape.begin(), shape.end()}, values));
}

void DataFolder::finish() const {
    write_examples();
    write_choices();
    write_copies();
    write("task.json", task_text(puzzle_->task()) + '\n');
    write("dataset.json", description() + '\n');
}

Index DataFolder::examples() const { return std::ssize(questions_) / puzzle_->cells(); }

void DataFolder::write_examples() const {
    const Index S = puzzle_->cells(), N = examples();
    std::vector<std::int32_t> numbers(to_size(N) + 1);
    std::iota(numbers.begin(), numbers.end(), 0);
    write("all__inputs", {N, S}, questions_);
    write("all__labels", {N, S}, labels_);
    write("all__puzzle_identifiers", {N}, std::vector<std::int32_t>(to_size(N)));
    write("all__puzzle_indices", {N + 1}, numbers);
    write("all__group_indices", {N + 1}, numbers);
    if (puzzle_->hint_rows() == 0) return;
    std::vector<std::int32_t> hints;
    for (auto question = questions_.begin(); question != questions_.end(); question += S)
        for (const std::int32_t hint : puzzle_->hints(Tokens(question, question + S))) hints.push_back(hint + 1);
    write("all__hints", {N, S, std::ssize(hints) / (N * S)}, hints);
}

void DataFolder::write_choices() const {
    const Index V = puzzle_->vocab_size();
    std::vector<std::int32_t> choices(to_size(V * V));
    for (std::int32_t token = 0; token < V; ++token) {
        const auto answers = puzzle_->choices(token);
        for (const std::int32_t answer : answers)
            if (answers.size() > 1) at(choices, token * V + answer) = 1;
    }
    write("choices", {V, V}, choices);
    if (puzzle_->hint_rows() > 0) write("rows", {V}, rows());
}

void DataFolder::write_copies() const {
    // Of a question that fills the whole puzzle, so that they fit any.
    const Index S = puzzle_->cells(), V = puzzle_->vocab_size();
    const std::vector<std::int32_t> full(to_size(S), 1);
    const std::uint64_t copies = std::min(puzzle_->copies(full), kMostCopies);
    std::vector<std::int32_t> cells, tokens, hints;
    for (std::uint64_t i = 0; i < copies; ++i) {
        const auto copy = puzzle_->copy(full, kCopySeed, i);
        for (std::int32_t cell = 0; cell < S; ++cell) cells.push_back(copy ? at(copy->cells, cell) : cell);
        for (std::int32_t token = 0; token < V; ++token) tokens.push_back(copy ? at(copy->tokens, token) : token);
        for (std::int32_t hint = 0; hint < puzzle_->hint_rows(); ++hint) hints.push_back(copy ? at(copy->hints, hint) : hint);
    }
    const auto count = static_cast<Index>(copies);
    write("copies__cells", {count, S}, cells);
    write("copies__tokens", {count, V}, tokens);
    if (!hints.empty()) write("copies__hints", {count, puzzle_->hint_rows()}, hints);
}

std::string DataFolder::description() const {
    return nlohmann::ordered_json{{"pad_id", 0},
                                  {"ignore_label_id", 0},
                                  {"blank_identifier_id", 0},
                                  {"vocab_size", puzzle_->vocab_size()},
                                  {"seq_len", puzzle_->cells()},
                                  {"num_puzzle_identifiers", 1},
                                  {"total_groups", examples()},
                                  {"mean_puzzle_examples", 1},
                                  {"total_puzzles", examples()},
                                  {"sets", {"all"}}}
        .dump();
}

}  // namespace ptrm::tools
