#include "puzzle_feed.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <utility>

#include "common.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

Rules rules_of(const Sudoku& grid) { return Rules(grid.shape); }
Rules rules_of(const Maze& maze) { return Rules(MazeSize{maze.rows, maze.cols}); }

template <class Grid>
std::optional<Puzzle> puzzle_of(std::optional<PuzzleEntry<Grid>> entry, std::vector<std::int32_t> (*tokens)(const Grid&)) {
    if (!entry) return std::nullopt;
    Puzzle puzzle{0,
                  rules_of(entry->question),
                  tokens(entry->question),
                  {},
                  std::move(entry->group),
                  entry->rating,
                  std::move(entry->place)};
    if (entry->answer) puzzle.answer = tokens(*entry->answer);
    return puzzle;
}

}  // namespace

PuzzleFeed::PuzzleFeed(std::vector<std::string> files, std::optional<Rules> rules)
    : files_(files.empty() ? std::vector<std::string>{"-"} : std::move(files)), rules_(rules) {
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

bool PuzzleFeed::open_next() {
    if (next_file_ == files_.size()) return false;
    const std::string& path = files_[next_file_++];
    standard_input_ = path == "-";
    bytes_before_ += bytes_here_;
    bytes_here_ = 0;
    if (standard_input_) {
        start_reader(std::cin, "<stdin>");
        return true;
    }
    std::error_code problem;
    if (fs::is_directory(path, problem)) throw Error(ErrorCode::io, path, "", "is a folder, not a puzzle file");
    file_ = std::ifstream(path, std::ios::binary);
    if (!file_) throw Error(ErrorCode::io, path, "", std::string("cannot be opened for reading: ") + std::strerror(errno));
    bytes_here_ = fs::file_size(path, problem);
    start_reader(file_, path);
    return true;
}

void PuzzleFeed::start_reader(std::istream& in, const std::string& name) {
    if (rules_ && rules_->maze())
        reader_.emplace<MazeReader>(in, name, rules_->maze()->rows, rules_->maze()->cols);
    else
        reader_.emplace<SudokuReader>(in, name, rules_ ? std::optional(*rules_->sudoku()) : std::nullopt);
}

std::optional<Puzzle> PuzzleFeed::read() {
    if (auto* mazes = std::get_if<MazeReader>(&reader_)) return puzzle_of(mazes->next(), maze_tokens);
    return puzzle_of(std::get<SudokuReader>(reader_).next(), sudoku_tokens);
}

bool PuzzleFeed::input_waits() {
    if (!standard_input_ || std::cin.rdbuf()->in_avail() > 0) return true;
    pollfd descriptor{STDIN_FILENO, POLLIN, 0};
    return poll(&descriptor, 1, 0) != 0;
}

std::vector<Puzzle> PuzzleFeed::next(std::size_t most) {
    std::vector<Puzzle> portion;
    const auto open = [this] { return reader_.index() > 0; };
    if (held_) portion.push_back(*std::exchange(held_, std::nullopt));
    while (portion.size() < most && !interrupted() && (portion.empty() || !open() || input_waits())) {
        if (!open() && !open_next()) break;
        try {
            auto puzzle = read();
            if (!puzzle) {
                reader_ = std::monostate();
                continue;
            }
            puzzle->index = count_++;
            if (!portion.empty() && puzzle->rules != portion.front().rules) {
                held_ = std::move(puzzle);
                break;
            }
            portion.push_back(std::move(*puzzle));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::bad_puzzle) throw;
            ++count_;
            ++malformed_;
            std::cerr << error.what() << std::endl;
        }
    }
    return portion;
}

double PuzzleFeed::estimated_total() {
    if (bytes_total_ == 0) return 0;
    auto consumed = static_cast<double>(bytes_before_ + bytes_here_);
    if (reader_.index() > 0)
        if (const auto at = file_.tellg(); at >= 0) consumed = static_cast<double>(bytes_before_) + static_cast<double>(at);
    return consumed > 0 ? static_cast<double>(count_) * static_cast<double>(bytes_total_) / consumed : 0;
}

}  // namespace ptrm::tools
