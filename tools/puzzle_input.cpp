#include "puzzle_input.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzles/fit.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <utility>

#include "common.hpp"
#include "data/addresses.hpp"
#include "interrupts.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 20;  // of malformed puzzles

namespace {

/// A puzzle where a file's name could stand: an address, or the cells of a Sudoku.
bool is_puzzle(const std::string& argument) {
    return argument.find("://") != std::string::npos || !find_addresses(argument).empty() ||
           (argument.size() >= 16 && argument.find_first_not_of("0123456789._*x") == std::string::npos);
}

}  // namespace

std::vector<ModelPuzzle> puzzles_if_known(const Model& model) {
    auto puzzles = puzzles_of(model);
    if (!puzzles.front().puzzle->task().puzzle.empty()) return puzzles;
    auto sudoku = find_puzzle_kind("sudoku")->default_puzzle(model.architecture().seq_len, model.architecture().vocab_size);
    return sudoku ? std::vector<ModelPuzzle>{{std::move(sudoku)}} : std::vector<ModelPuzzle>{};
}

std::vector<ModelPuzzle> puzzles_of_model(const Model& model, const std::string& path) {
    auto puzzles = puzzles_if_known(model);
    if (puzzles.empty())
        throw Error(ErrorCode::bad_file, path, "metadata",
                    "ptrm_task, which says what the tokens are (ptrm-convert --task writes it)", "none, and sizes of no Sudoku");
    return puzzles;
}

PuzzleInput::PuzzleInput(std::vector<std::string> files, std::shared_ptr<const Puzzle> puzzle)
    : files_(files.empty() ? std::vector<std::string>{"-"} : std::move(files)), puzzle_(std::move(puzzle)) {
    std::ios::sync_with_stdio(false);
    for (const auto& file : files_) {
        std::error_code problem;
        const auto size = fs::file_size(file, problem);
        if (problem) {
            bytes_total_ = 0;  // a pipe among them: the total is unknown
            break;
        }
        bytes_total_ += size;
    }
}

PuzzleInput::PuzzleInput(std::istream& text, const std::string& name, std::shared_ptr<const Puzzle> puzzle)
    : puzzle_(std::move(puzzle)), reader_(read_puzzles(text, name, puzzle_)) {}

bool PuzzleInput::open_next() {
    if (next_file_ == files_.size()) return false;
    const std::string& path = files_[next_file_++];
    standard_input_ = path == "-";
    bytes_before_ += bytes_here_;
    bytes_here_ = 0;
    if (standard_input_) {
        if (isatty(STDIN_FILENO) == 1) std::cerr << "reading puzzles from the keyboard; Ctrl-D in a line of its own ends them\n";
        reader_ = read_puzzles(std::cin, "<stdin>", puzzle_);
        return true;
    }
    std::error_code problem;
    if (is_puzzle(path) && !fs::exists(path, problem)) {
        argument_ = std::istringstream(path);
        reader_ = read_puzzles(argument_, "argument " + std::to_string(next_file_), puzzle_);
        return true;
    }
    if (fs::is_directory(path, problem)) throw Error(ErrorCode::io, path, "", "is a folder, not a puzzle file");
    file_ = std::ifstream(path, std::ios::binary);
    if (!file_) throw Error(ErrorCode::io, path, "", std::string("cannot be opened for reading: ") + std::strerror(errno));
    bytes_here_ = fs::file_size(path, problem);
    reader_ = read_puzzles(file_, path, puzzle_);
    return true;
}

std::optional<InputPuzzle> PuzzleInput::read_puzzle() {
    auto entry = reader_->next();
    if (!entry) return std::nullopt;
    InputPuzzle puzzle{std::move(*entry), count_};
    puzzle.rows = puzzle.puzzle->task().rows;
    puzzle.cols = puzzle.puzzle->task().cols;
    if (puzzle_ && !same_puzzle(puzzle.puzzle->task(), puzzle_->task())) {
        if (!fits(*puzzle.puzzle, *puzzle_))
            throw Error(ErrorCode::bad_puzzle, puzzle.place, "",
                        puzzle_->task().puzzle + " of at most " + std::to_string(puzzle_->task().rows) + " x " +
                            std::to_string(puzzle_->task().cols),
                        puzzle.puzzle->task().puzzle + " of " + std::to_string(puzzle.puzzle->task().rows) + " x " +
                            std::to_string(puzzle.puzzle->task().cols));
        puzzle.question = pad(*puzzle.puzzle, *puzzle_, puzzle.question);
        if (!puzzle.answer.empty()) puzzle.answer = pad(*puzzle.puzzle, *puzzle_, puzzle.answer);
        puzzle.puzzle = puzzle_;
    }
    return puzzle;
}

bool PuzzleInput::input_waits() {
    if (!standard_input_ || std::cin.rdbuf()->in_avail() > 0) return true;
    pollfd descriptor{STDIN_FILENO, POLLIN, 0};
    return poll(&descriptor, 1, 0) != 0;
}

std::vector<InputPuzzle> PuzzleInput::next(std::size_t most) {
    std::vector<InputPuzzle> portion;
    const auto open = [this] { return reader_ != nullptr; };
    if (held_) portion.push_back(*std::exchange(held_, std::nullopt));
    while (portion.size() < most && !interrupted() && (portion.empty() || !open() || input_waits())) {
        try {
            if (!open() && !open_next()) break;
            auto puzzle = read_puzzle();
            if (!puzzle) {
                reader_.reset();
                continue;
            }
            ++count_;
            if (!portion.empty() && !same_puzzle(puzzle->puzzle->task(), portion.front().puzzle->task())) {
                held_ = std::move(puzzle);
                break;
            }
            portion.push_back(std::move(*puzzle));
        } catch (const Error& error) {
            if (error.code() == ErrorCode::bad_puzzle) {
                ++count_;
                complain(error.what());
            } else {  // of the whole file
                std::cerr << error.what() << std::endl;
                ++bad_files_;
                reader_.reset();
            }
        }
    }
    return portion;
}

void PuzzleInput::complain(const std::string& what) {
    ++malformed_;
    if (malformed_ <= kMostNamed)
        std::cerr << what << std::endl;
    else if (malformed_ == kMostNamed + 1)
        std::cerr << "further puzzles of this sort are counted only" << std::endl;
}

double PuzzleInput::estimated_total() {
    if (bytes_total_ == 0) return 0;
    auto consumed = static_cast<double>(bytes_before_ + bytes_here_);
    if (reader_ != nullptr)
        if (const auto at = file_.tellg(); at >= 0) consumed = static_cast<double>(bytes_before_) + static_cast<double>(at);
    return consumed > 0 ? static_cast<double>(count_) * static_cast<double>(bytes_total_) / consumed : 0;
}

}  // namespace ptrm::tools
