#include "generate/examples.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <unordered_map>

#include "base/index.hpp"
#include "base/printable.hpp"
#include "base/random.hpp"
#include "common.hpp"
#include "data/puzzle_reader.hpp"
#include "data/task_json.hpp"
#include "formats/csv.hpp"
#include "generate/data_folder.hpp"
#include "ptrm/error.hpp"
#include "puzzles/symbol_puzzle.hpp"
#include "puzzles/turns.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostTold = 20;  // of bad examples
constexpr int kMostCells = 1024;       // of a board

/// Complaints about examples, on standard error.
class Complaints {
public:
    void add(const std::string& place, const std::string& what) {
        if (++count_ <= kMostTold) std::cerr << printable(place + ": " + what, 300) << '\n';
        if (count_ == kMostTold + 1) std::cerr << "further bad examples are counted only\n";
    }
    std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;
};

std::string without_blanks(const std::string& text) {
    std::string cells;
    for (const char c : text)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '/') cells += c;
    return cells;
}

struct Read {
    std::vector<Example> examples;
    int rows = 0, cols = 0;  // what records say; 0 where they do not
};

Read read_examples(const std::vector<std::string>& files, Complaints& complaints) {
    Read read;
    for (const std::string& file : files) {
        std::ifstream stream(file, std::ios::binary);
        if (!stream) throw Error(ErrorCode::io, file, "", "cannot be opened for reading");
        const auto reader = read_raw_puzzles(stream, file);
        while (auto record = reader->next()) {
            if (const auto* error = std::get_if<Error>(&record->what)) {
                complaints.add(error->subject(), error->expected());
                continue;
            }
            const auto* raw = std::get_if<RawPuzzle>(&record->what);
            if (raw == nullptr) continue;  // addresses belong to kinds that are known
            Example example{without_blanks(raw->question), without_blanks(raw->answer), file + ":" + std::to_string(raw->line)};
            if (example.answer.empty())
                complaints.add(example.place, "an example needs a question and an answer");
            else if (example.answer.size() != example.question.size())
                complaints.add(example.place, "expected an answer of " + std::to_string(example.question.size()) +
                                                  " cells, got " + std::to_string(example.answer.size()));
            else
                read.examples.push_back(std::move(example));
            if (raw->rows > 0) read.rows = raw->rows, read.cols = raw->cols;
        }
    }
    return read;
}

/// The length that most examples have; the others are bad.
std::size_t common_length(const std::vector<Example>& examples) {
    std::map<std::size_t, std::size_t> counts;
    for (const Example& example : examples) ++counts[example.question.size()];
    return std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

void find_board(const Read& read, const ExampleOptions& options, Task& task) {
    const auto cells = static_cast<int>(common_length(read.examples));
    const auto say = "say --rows and --cols";
    if (cells > kMostCells)
        throw Error(ErrorCode::bad_argument, options.files.front(), "", "at most " + std::to_string(kMostCells) + " cells",
                    std::to_string(cells));
    task.rows = options.rows;
    task.cols = options.cols;
    if (task.rows > 0 && task.cols == 0) task.cols = cells / task.rows;
    if (task.cols > 0 && task.rows == 0) task.rows = cells / task.cols;
    if (task.rows == 0 && read.rows * read.cols == cells) task.rows = read.rows, task.cols = read.cols;
    if (task.rows == 0) task.rows = task.cols = static_cast<int>(std::lround(std::sqrt(cells)));
    if (task.rows * task.cols != cells)
        throw Error(ErrorCode::bad_argument, options.files.front(), "", "a square board, or its shape: " + std::string(say),
                    std::to_string(cells) + " cells");
}

/// Symbols, open symbols, and what answers them.
void find_symbols(const std::vector<Example>& examples, const ExampleOptions& options, Task& task) {
    std::map<char, std::size_t> asked, changed, in_examples;
    for (const Example& example : examples) {
        for (std::size_t cell = 0; cell < example.question.size(); ++cell) {
            ++asked[example.question[cell]];
            if (example.question[cell] != example.answer[cell]) ++changed[example.question[cell]];
        }
        const std::string both = example.question + example.answer;
        for (const char symbol : std::set<char>(both.begin(), both.end())) ++in_examples[symbol];
    }
    // What one example alone shows, or hardly any changes, is a mistake in it.
    constexpr std::size_t kMany = 50;
    std::set<char> symbols, answers;
    for (const auto& [symbol, count] : in_examples)
        if (count > 1 || examples.size() < kMany) symbols.insert(symbol);
    if (options.open) {
        task.open = *options.open;
    } else {
        for (const auto& [symbol, count] : changed)
            if (symbols.contains(symbol) && 50 * count >= asked[symbol]) task.open += symbol;
    }
    for (const char symbol : task.open) symbols.insert(symbol);
    for (const Example& example : examples)
        for (std::size_t cell = 0; cell < example.question.size(); ++cell)
            if (task.open.find(example.question[cell]) != std::string::npos && symbols.contains(example.answer[cell]))
                answers.insert(example.answer[cell]);
    task.answers = std::string(answers.begin(), answers.end());
    for (const char padding : std::string("_~^%$&@!"))
        if (!symbols.contains(padding)) {
            task.tokens = padding;
            break;
        }
    task.tokens += std::string(symbols.begin(), symbols.end());
    if (symbols.size() < 2 || task.tokens.size() > 200)
        throw Error(ErrorCode::bad_puzzle, options.files.front(), "", "2 to 200 symbols", std::to_string(symbols.size()));
    if (task.open.empty())
        throw Error(ErrorCode::bad_puzzle, options.files.front(), "", "answers that differ from their questions");
}

/// A text that all symmetric copies of a question share.
class Canonical {
public:
    explicit Canonical(const Task& task) : task_(task) {
        turns_.push_back(turned_cells(task.rows, task.cols, 0));
        for (const int turn : task.turns) turns_.push_back(turned_cells(task.rows, task.cols, turn));
    }
    std::string operator()(const std::string& question) const {
        std::string least;
        for (const auto& cells : turns_) {
            std::string turned;
            for (const std::int32_t cell : cells) turned += at(question, cell);
            // Symbols of a group are named in the order in which they come.
            for (const std::string& group : task_.swaps) {
                std::map<char, char> names;
                for (char& symbol : turned) {
                    if (group.find(symbol) == std::string::npos) continue;
                    const auto next = names.size();
                    symbol = names.emplace(symbol, group[next]).first->second;
                }
            }
            if (least.empty() || turned < least) least = turned;
        }
        return least;
    }

private:
    const Task& task_;
    std::vector<std::vector<std::int32_t>> turns_;
};

/// Leaves good examples, each question once.
std::vector<Example> checked(std::vector<Example> examples, const Task& task, Complaints& complaints) {
    const auto cells = to_size(task.rows * task.cols);
    std::unordered_map<std::string, const Example*> seen;
    std::vector<Example> good;
    good.reserve(examples.size());
    for (Example& example : examples) {
        if (example.question.size() != cells) {
            complaints.add(example.place, "expected " + std::to_string(cells) + " cells, as most examples have, got " +
                                              std::to_string(example.question.size()));
            continue;
        }
        std::string problem;
        for (std::size_t cell = 0; problem.empty() && cell < cells; ++cell) {
            const char asked = example.question[cell], answered = example.answer[cell];
            const std::string where = "row " + std::to_string(cell / to_size(task.cols) + 1) + ", column " +
                                      std::to_string(cell % to_size(task.cols) + 1);
            for (const char symbol : {asked, answered})
                if (task.tokens.find(symbol) == std::string::npos) problem = where + ": the unknown symbol '" + symbol + "'";
            if (problem.empty() && asked != answered && task.open.find(asked) == std::string::npos)
                problem = where + ": the answer changes the given '" + std::string(1, asked) + "' to '" + answered + "'";
        }
        if (problem.empty()) {
            const auto before = seen.find(example.question);
            if (before != seen.end() && before->second->answer != example.answer)
                problem = "another answer to the question of " + before->second->place;
            else if (before != seen.end())
                continue;
        }
        if (!problem.empty()) {
            complaints.add(example.place, problem);
            continue;
        }
        good.push_back(std::move(example));
        seen.emplace(good.back().question, &good.back());
    }
    return good;
}

std::vector<int> turns_of(const std::string& text) {
    std::vector<int> turns;
    if (text == "none") return turns;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) {
        if (part.size() != 1 || part[0] < '1' || part[0] > '7')
            throw Error(ErrorCode::bad_argument, "--turns", "", "numbers from 1 to 7 between commas, or none", "'" + text + "'");
        turns.push_back(part[0] - '0');
    }
    return turns;
}

std::vector<std::string> swaps_of(const std::string& text) {
    std::vector<std::string> swaps;
    if (text == "none") return swaps;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) swaps.push_back(part);
    return swaps;
}

std::string turn_names(const Task& task) {
    constexpr const char* kNames[] = {"",           "upside down",  "mirrored",          "half turn",
                                      "transposed", "quarter turn", "quarter turn back", "other diagonal"};
    std::string names;
    for (const int turn : task.turns) names += (names.empty() ? "" : ", ") + std::string(kNames[turn]);
    return names.empty() ? "none" : names;
}

std::vector<std::int32_t> tokens_of(const std::string& grid, const Task& task) {
    std::vector<std::int32_t> tokens;
    for (const char symbol : grid) tokens.push_back(static_cast<std::int32_t>(task.tokens.find(symbol)));
    return tokens;
}

}  // namespace

int learn_task(const ExampleOptions& options) {
    Complaints complaints;
    Read read = read_examples(options.files, complaints);
    if (read.examples.empty())
        throw Error(ErrorCode::bad_puzzle, options.files.front(), "",
                    "examples: a table with columns question and answer, JSON with such members, or lines QUESTION,ANSWER",
                    "none");
    Task task;
    task.puzzle = options.name.empty() ? fs::path(options.files.front()).stem().string() : options.name;
    find_board(read, options, task);
    std::vector<Example> usable;
    for (const Example& example : read.examples)
        if (std::ssize(example.question) == Index{task.rows} * task.cols) usable.push_back(example);
    find_symbols(usable, options, task);
    const std::vector<Example> examples = checked(std::move(read.examples), task, complaints);
    if (complaints.count() > 0 && !options.skip_bad)
        throw Error(ErrorCode::bad_puzzle, options.files.front(), "",
                    std::to_string(complaints.count()) + " bad examples; mend them, or leave them out with --skip-bad");
    if (examples.size() < 20)
        throw Error(ErrorCode::bad_puzzle, options.files.front(), "", "at least 20 examples", std::to_string(examples.size()));

    if (options.turns) task.turns = turns_of(*options.turns);
    if (options.swaps) task.swaps = swaps_of(*options.swaps);
    find_symmetries(examples, task, !options.turns, !options.swaps);
    const auto puzzle = symbol_puzzle(task);

    // Examples that are copies of each other stay on one side.
    const Canonical canonical(puzzle->task());
    DataFolder train(fs::path(options.folder) / "train", puzzle, options.force),
        heldout(fs::path(options.folder) / "heldout", puzzle, options.force);
    std::string csv = "question,answer\n";
    std::size_t kept = 0;
    for (const Example& example : examples) {
        std::uint64_t hash = 1;
        for (const char c : canonical(example.question)) hash = mix64(hash ^ static_cast<unsigned char>(c));
        const auto question = tokens_of(example.question, task), answer = tokens_of(example.answer, task);
        if (unit_interval(hash) < options.heldout) {
            heldout.add(question, answer);
            csv += csv_field(example.question) + ',' + csv_field(example.answer) + '\n';
            ++kept;
        } else {
            train.add(question, answer);
        }
    }
    if (kept == 0) throw Error(ErrorCode::bad_argument, "--heldout", "", "a share that keeps at least one example");
    train.finish();
    heldout.finish();
    write_file((fs::path(options.folder) / "heldout.csv").string(), csv);
    std::cerr << printable(task.puzzle) << ": " << examples.size() << " examples, " << kept << " of them held out; board "
              << task.rows << " x " << task.cols << "; symbols " << task.tokens.substr(1) << "; open " << task.open
              << ", answered by " << task.answers << "\nsymmetries: turns " << turn_names(task)
              << "; symbols that may be renamed ";
    for (const std::string& group : task.swaps) std::cerr << group << ' ';
    std::cerr << (task.swaps.empty() ? "none" : "") << '\n';
    return kDone;
}

}  // namespace ptrm::tools
