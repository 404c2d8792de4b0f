// Which turns of the grid and which renamings of symbols a task obeys, told by its examples.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/index.hpp"
#include "base/random.hpp"
#include "generate/examples.hpp"
#include "puzzles/turns.hpp"

namespace ptrm::tools {
namespace {

constexpr std::size_t kMostExamples = 1500;  // that are looked at

/// A change of a grid: cells move, then symbols are renamed.
struct Change {
    std::vector<std::int32_t> cells;  // new cell i is old cell cells[i]
    std::array<char, 256> names{};

    std::string of(const std::string& grid) const {
        std::string changed;
        for (const std::int32_t cell : cells) changed += at(names, static_cast<unsigned char>(at(grid, cell)));
        return changed;
    }
};

Change change_of(const Task& task, int turn, char a = 0, char b = 0) {
    Change change{turned_cells(task.rows, task.cols, turn), {}};
    for (int code = 0; code < 256; ++code) at(change.names, code) = static_cast<char>(code);
    std::swap(at(change.names, static_cast<unsigned char>(a)), at(change.names, static_cast<unsigned char>(b)));
    return change;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;  // question and answer

/// Little pieces of a grid with its answer: squares of 2 x 2, three cells in a row or column, whole rows and columns of answers.
template <class Visit>
void for_patterns(const std::string& question, const std::string& answer, const Task& task, Visit visit) {
    const auto cell = [&](int row, int col) { return row * task.cols + col; };
    std::string pattern;
    const auto add = [&](int at_cell) {
        pattern += at(question, at_cell);
        pattern += at(answer, at_cell);
    };
    for (int row = 0; row < task.rows; ++row)
        for (int col = 0; col < task.cols; ++col) {
            if (row + 1 < task.rows && col + 1 < task.cols) {
                pattern = "s";
                for (const int at_cell : {cell(row, col), cell(row, col + 1), cell(row + 1, col), cell(row + 1, col + 1)})
                    add(at_cell);
                visit(pattern);
            }
            if (col + 2 < task.cols) {
                pattern = "r";
                for (int i = 0; i < 3; ++i) add(cell(row, col + i));
                visit(pattern);
            }
            if (row + 2 < task.rows) {
                pattern = "c";
                for (int i = 0; i < 3; ++i) add(cell(row + i, col));
                visit(pattern);
            }
        }
    for (int row = 0; row < task.rows; ++row) {
        pattern = "R";
        for (int col = 0; col < task.cols; ++col) pattern += at(answer, cell(row, col));
        visit(pattern);
    }
    for (int col = 0; col < task.cols; ++col) {
        pattern = "C";
        for (int row = 0; row < task.rows; ++row) pattern += at(answer, cell(row, col));
        visit(pattern);
    }
}

/// The share of patterns that are new to a set.
double novelty(const Pairs& pairs, const std::unordered_set<std::string>& known, const Task& task) {
    std::size_t all = 0, fresh = 0;
    for (const auto& [question, answer] : pairs)
        for_patterns(question, answer, task, [&](const std::string& pattern) {
            ++all;
            if (!known.contains(pattern)) ++fresh;
        });
    return all == 0 ? 0 : static_cast<double>(fresh) / static_cast<double>(all);
}

class Evidence {
public:
    Evidence(const std::vector<Example>& examples, const Task& task) : task_(task) {
        const std::size_t count = std::min(examples.size(), kMostExamples);
        for (std::size_t i = 0; i < count; ++i)
            (i % 2 == 0 ? first_ : second_).emplace_back(examples[i].question, examples[i].answer);
        for (const auto& [question, answer] : first_)
            for_patterns(question, answer, task, [&](const std::string& pattern) { known_.insert(pattern); });
        usual_ = novelty(second_, known_, task);
    }

    /// Whether nothing speaks against a change.
    bool allows(const Change& change) const {
        Pairs changed;
        for (const auto& [question, answer] : second_) changed.emplace_back(change.of(question), change.of(answer));
        const auto noise = 4 / std::sqrt(static_cast<double>(std::max<std::size_t>(second_.size() * task_.tokens.size(), 1)));
        if (novelty(changed, known_, task_) > 1.5 * usual_ + 0.02 * noise + 0.0005) return false;
        return !depends_on_place(changed) && !contradicts(changed);
    }

private:
    /// Whether some cell shows a symbol, or is answered by it, much more often than in the changed examples.
    bool depends_on_place(const Pairs& changed) const {
        const auto count_all = [&](const Pairs& pairs) {
            std::map<std::array<int, 3>, double> counts;
            for (const auto& [question, answer] : pairs)
                for (int cell = 0; cell < count_of(question); ++cell) {
                    ++counts[{cell, at(question, cell), -1}];
                    ++counts[{cell, at(question, cell), at(answer, cell)}];
                }
            return counts;
        };
        const auto before = count_all(first_), after = count_all(changed);
        const double n = static_cast<double>(first_.size()), m = static_cast<double>(changed.size());
        const auto far = [&](double a, double b) {
            const double p = (a + b) / (n + m), deviation = std::sqrt(std::max(p * (1 - p), 1e-9) * (1 / n + 1 / m));
            return std::abs(a / n - b / m) > 6 * deviation && a + b > 8;
        };
        const auto find = [](const auto& counts, const auto& key) {
            const auto found = counts.find(key);
            return found == counts.end() ? 0.0 : found->second;
        };
        return std::any_of(before.begin(), before.end(),
                           [&](const auto& item) { return far(item.second, find(after, item.first)); }) ||
               std::any_of(after.begin(), after.end(),
                           [&](const auto& item) { return far(find(before, item.first), item.second); });
    }

    /// Whether a changed answer answers another question too, and differently.
    bool contradicts(const Pairs& changed) const {
        if (task_.open.size() != 1) return false;
        const char open = task_.open[0];
        for (const auto& [other_question, changed_answer] : changed)
            for (const auto& [question, answer] : first_) {
                bool answers = true;
                for (std::size_t cell = 0; answers && cell < question.size(); ++cell)
                    answers = question[cell] == open ? task_.answers.find(changed_answer[cell]) != std::string::npos
                                                     : question[cell] == changed_answer[cell];
                if (answers && changed_answer != answer) return true;
            }
        return false;
    }

    const Task& task_;
    Pairs first_, second_;
    std::unordered_set<std::string> known_;
    double usual_ = 0;
};

}  // namespace

void find_symmetries(const std::vector<Example>& examples, Task& task, bool find_turns, bool find_swaps) {
    const Evidence evidence(examples, task);
    if (find_turns)
        for (int turn = 1; turn <= (task.rows == task.cols ? 7 : 3); ++turn)
            if (evidence.allows(change_of(task, turn))) task.turns.push_back(turn);
    if (!find_swaps) return;
    std::string symbols;
    for (const char symbol : task.answers)
        if (task.open.size() > 1 || task.open.find(symbol) == std::string::npos) symbols += symbol;
    for (const char symbol : symbols) {
        const auto group = std::find_if(task.swaps.begin(), task.swaps.end(), [&](const std::string& members) {
            return evidence.allows(change_of(task, 0, members[0], symbol));
        });
        if (group == task.swaps.end())
            task.swaps.emplace_back(1, symbol);
        else
            *group += symbol;
    }
    std::erase_if(task.swaps, [](const std::string& group) { return group.size() < 2; });
}

}  // namespace ptrm::tools
