#include "puzzles/symbol_puzzle.hpp"

#include <algorithm>
#include <numeric>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "puzzles/turns.hpp"

namespace ptrm {
namespace {

constexpr char kOpen = '.';

/// The task with defaults filled in.
Task checked(Task task) {
    const auto fail = [](const std::string& key, const std::string& expected, const std::string& got) {
        throw Error(ErrorCode::bad_argument, "task", key, expected, "'" + got + "'");
    };
    const auto is_symbol = [&](char symbol) { return task.tokens.find(symbol) != std::string::npos; };
    const auto twice = [](std::string symbols) {
        std::sort(symbols.begin(), symbols.end());
        return std::adjacent_find(symbols.begin(), symbols.end()) != symbols.end();
    };
    if (task.tokens.size() < 3 || twice(task.tokens))
        fail("tokens", "padding and two symbols or more, each of them once", task.tokens);
    const char padding = task.tokens[0];
    if (task.open.empty() && is_symbol(kOpen) && padding != kOpen) task.open = kOpen;
    for (const char symbol : task.open)
        if (!is_symbol(symbol) || symbol == padding) fail("open", "symbols of " + task.tokens, task.open);
    if (task.answers.empty())
        for (const char symbol : task.tokens)
            if (symbol != padding && (task.open.size() != 1 || symbol != task.open[0])) task.answers += symbol;
    for (const char symbol : task.answers)
        if (!is_symbol(symbol) || symbol == padding) fail("answers", "symbols of " + task.tokens, task.answers);
    for (const int turn : task.turns)
        if (turn < 1 || turn > 7 || (turn >= 4 && task.rows != task.cols))
            fail("turns", "1 to 3, and 4 to 7 of a square grid", std::to_string(turn));
    std::string swapped;
    for (const std::string& group : task.swaps) {
        for (const char symbol : group)
            if (!is_symbol(symbol) || symbol == padding) fail("swaps", "symbols of " + task.tokens, group);
        swapped += group;
    }
    if (twice(swapped)) fail("swaps", "each symbol in one group", swapped);
    return task;
}

class SymbolPuzzle final : public Puzzle {
public:
    explicit SymbolPuzzle(const Task& task) : Puzzle(checked(task)) {
        turns_ = {0};
        turns_.insert(turns_.end(), this->task().turns.begin(), this->task().turns.end());
        for (const std::string& group : this->task().swaps)
            for (std::uint64_t n = 2; n <= group.size() && renamings_ < kMostRenamings; ++n) renamings_ *= n;
        for (const char symbol : this->task().answers) answers_.push_back(token(symbol));
    }

    std::vector<std::int32_t> choices(std::int32_t token) const override {
        return is_open(token) ? answers_ : std::vector{token};
    }
    bool is_padding(std::int32_t token) const override { return token == 0; }

    bool has_rules() const override { return false; }
    std::vector<Fault> question_faults(Tokens question) const override {
        for (int cell = 0; cell < count_of(question); ++cell)
            if (at(question, cell) < 0 || at(question, cell) >= vocab_size()) return {{{cell}, "no symbol of " + task().puzzle}};
        return {};
    }
    std::vector<Fault> answer_faults(Tokens question, Tokens answer) const override {
        Fault changed{{}, "a given cell is changed"};
        for (int cell = 0; cell < count_of(question); ++cell)
            if (!is_open(at(question, cell)) && at(answer, cell) != at(question, cell)) changed.cells.push_back(cell);
        return changed.cells.empty() ? std::vector<Fault>{} : std::vector{changed};
    }

    std::uint64_t copies(Tokens question) const override {
        const bool padded =
            std::any_of(question.begin(), question.end(), [this](std::int32_t token) { return is_padding(token); });
        return padded ? 1 : turns_.size() * renamings_;
    }
    std::optional<Symmetry> copy(Tokens question, std::uint64_t seed, std::uint64_t number) const override {
        const std::uint64_t all = copies(question);
        if (number == 0 || all == 1) return std::nullopt;
        Random random(seed, 0);
        if (all >= kMostRenamings) {  // too many to number: drawn
            Random drawn(seed, number);
            return symmetry(drawn.pick(turns_), drawn);
        }
        std::vector<std::uint64_t> order(all - 1);
        std::iota(order.begin(), order.end(), 1);
        random.shuffle(order);
        const std::uint64_t place = number % all == 0 ? 0 : order[number % all - 1];
        if (place == 0) return std::nullopt;
        return symmetry(turns_[place % turns_.size()], place / turns_.size());
    }

    // What is written and drawn is the board, without the padding below and to the right.
    std::string question_line(Tokens question) const override {
        const auto board = board_of(question);
        return board ? board->question_line(crop(question, *board)) : Puzzle::question_line(question);
    }
    std::string answer_line(Tokens question, Tokens answer) const override {
        const auto board = board_of(question);
        return Puzzle::question_line(board ? crop(answer, *board) : std::vector(answer.begin(), answer.end()));
    }
    std::string drawing(Tokens question, Tokens answer, Colours colours) const override {
        const auto board = board_of(question);
        return board ? board->drawing(crop(question, *board), crop(answer, *board), colours)
                     : Puzzle::drawing(question, answer, colours);
    }
    std::string svg(Tokens question, Tokens answer) const override {
        const auto board = board_of(question);
        return board ? board->svg(crop(question, *board), crop(answer, *board)) : Puzzle::svg(question, answer);
    }

private:
    /// The puzzle of a smaller board in this frame; null for one that fills it.
    std::shared_ptr<const Puzzle> board_of(Tokens question) const {
        int rows = 0, cols = 0;
        for (int cell = 0; cell < count_of(question); ++cell)
            if (at(question, cell) != 0) {
                rows = std::max(rows, cell / task().cols + 1);
                cols = std::max(cols, cell % task().cols + 1);
            }
        if (rows == 0 || (rows == task().rows && cols == task().cols)) return nullptr;
        Task small = task();
        small.rows = rows;
        small.cols = cols;
        if (rows != cols) std::erase_if(small.turns, [](int turn) { return turn >= 4; });
        return symbol_puzzle(small);
    }
    std::vector<std::int32_t> crop(Tokens grid, const Puzzle& board) const {
        std::vector<std::int32_t> cropped;
        for (int row = 0; row < board.task().rows; ++row)
            for (int col = 0; col < board.task().cols; ++col) cropped.push_back(at(grid, row * task().cols + col));
        return cropped;
    }

    static constexpr std::uint64_t kMostRenamings = 5040;

    std::int32_t token(char symbol) const { return static_cast<std::int32_t>(task().tokens.find(symbol)); }
    bool is_open(std::int32_t token) const {
        return token > 0 && token < vocab_size() && task().open.find(at(task().tokens, token)) != std::string::npos;
    }

    std::vector<std::int32_t> unchanged_tokens() const {
        std::vector<std::int32_t> tokens(task().tokens.size());
        std::iota(tokens.begin(), tokens.end(), 0);
        return tokens;
    }
    /// Renames each group as `shuffle` reorders it.
    template <class Shuffle>
    Symmetry renamed(int turn, Shuffle shuffle) const {
        Symmetry symmetry{turned_cells(task().rows, task().cols, turn), unchanged_tokens()};
        for (const std::string& group : task().swaps) {
            std::string names = group;
            shuffle(names);
            for (std::size_t i = 0; i < group.size(); ++i) at(symmetry.tokens, token(group[i])) = token(names[i]);
        }
        return symmetry;
    }
    Symmetry symmetry(int turn, Random& random) const {
        return renamed(turn, [&](std::string& names) { random.shuffle(names); });
    }
    /// Renaming number `number` of all.
    Symmetry symmetry(int turn, std::uint64_t number) const {
        return renamed(turn, [&](std::string& names) {
            for (std::size_t i = 0; i < names.size(); ++i) {
                const std::size_t left = names.size() - i;
                std::swap(names[i], names[i + number % left]);
                number /= left;
            }
        });
    }

    std::vector<int> turns_;
    std::uint64_t renamings_ = 1;
    std::vector<std::int32_t> answers_;
};

class NumberedPuzzle final : public Puzzle {
public:
    NumberedPuzzle(int cells, int vocab_size) : Puzzle(Task{.puzzle = "", .rows = 1, .cols = cells}), vocab_size_(vocab_size) {}
    int vocab_size() const override { return vocab_size_; }
    bool has_rules() const override { return false; }
    std::vector<Fault> answer_faults(Tokens, Tokens) const override { return {}; }

private:
    int vocab_size_;
};

}  // namespace

std::shared_ptr<const Puzzle> symbol_puzzle(const Task& task) { return std::make_shared<SymbolPuzzle>(task); }

std::shared_ptr<const Puzzle> numbered_puzzle(int cells, int vocab_size) {
    return std::make_shared<NumberedPuzzle>(cells, vocab_size);
}

}  // namespace ptrm
