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

PuzzleFeed::PuzzleFeed(std::vector<std::string> files, std::optional<SudokuShape> shape)
    : files_(files.empty() ? std::vector<std::string>{"-"} : std::move(files)), shape_(shape) {
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
        reader_.emplace(std::cin, "<stdin>", shape_);
        return true;
    }
    std::error_code problem;
    if (fs::is_directory(path, problem)) throw Error(ErrorCode::io, path, "", "is a folder, not a puzzle file");
    file_ = std::ifstream(path, std::ios::binary);
    if (!file_) throw Error(ErrorCode::io, path, "", std::string("cannot be opened for reading: ") + std::strerror(errno));
    bytes_here_ = fs::file_size(path, problem);
    reader_.emplace(file_, path, shape_);
    return true;
}

bool PuzzleFeed::input_waits() {
    if (!standard_input_ || std::cin.rdbuf()->in_avail() > 0) return true;
    pollfd descriptor{STDIN_FILENO, POLLIN, 0};
    return poll(&descriptor, 1, 0) != 0;
}

std::vector<PuzzleFeed::Item> PuzzleFeed::next(std::size_t most) {
    std::vector<Item> portion;
    if (held_) portion.push_back(*std::exchange(held_, std::nullopt));
    while (portion.size() < most && !interrupted() && (portion.empty() || !reader_ || input_waits())) {
        if (!reader_ && !open_next()) break;
        try {
            auto entry = reader_->next();
            if (!entry) {
                reader_.reset();
                continue;
            }
            Item item{count_++, std::move(*entry)};
            if (!portion.empty() && item.entry.question.shape != portion.front().entry.question.shape) {
                held_ = std::move(item);
                break;
            }
            portion.push_back(std::move(item));
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
    if (reader_)
        if (const auto at = file_.tellg(); at >= 0) consumed = static_cast<double>(bytes_before_) + static_cast<double>(at);
    return consumed > 0 ? static_cast<double>(count_) * static_cast<double>(bytes_total_) / consumed : 0;
}

}  // namespace ptrm::tools
