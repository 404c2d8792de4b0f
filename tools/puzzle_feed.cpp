#include "puzzle_feed.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <iostream>
#include <utility>

#include "common.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

template <class Grid>
std::optional<FedPuzzle> fed(std::optional<PuzzleEntry<Grid>> entry,
                             const std::function<std::shared_ptr<const Puzzle>(const Grid&)>& puzzle_of,
                             std::vector<std::int32_t> (*tokens)(const Grid&)) {
    if (!entry) return std::nullopt;
    FedPuzzle puzzle{0,
                     puzzle_of(entry->question),
                     tokens(entry->question),
                     {},
                     std::move(entry->group),
                     entry->rating,
                     std::move(entry->place)};
    if (entry->answer) puzzle.answer = tokens(*entry->answer);
    return puzzle;
}

/// The first bytes of a text that has begun to be read, without taking them.
std::string peeked_line(std::istream& in) {
    in.peek();  // fills the buffer
    struct Buffer : std::streambuf {
        static std::string waiting(std::streambuf* buffer) {
            const auto* open = static_cast<Buffer*>(buffer);
            return {open->gptr(), open->egptr()};
        }
    };
    return Buffer::waiting(in.rdbuf());
}

/// The side of the square maze that the first line of a text is, or its column `question` behind a header; 0 where it is none.
int side_of_maze(const std::string& text) {
    std::string line = text.substr(0, text.find('\n'));
    if (line.find("question") != std::string::npos) {
        const auto begin = text.find(',', line.size()) + 1;
        line = text.substr(begin, text.find(',', begin) - begin);
    }
    while (!line.empty() && line.back() == '\r') line.pop_back();
    const bool maze = line.find('S') != std::string::npos && line.find('G') != std::string::npos &&
                      line.find_first_not_of("#. _SGo") == std::string::npos;
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(line.size()))));
    return maze && static_cast<std::size_t>(side) * static_cast<std::size_t>(side) == line.size() ? side : 0;
}

}  // namespace

bool same_puzzle(const Puzzle& a, const Puzzle& b) {
    const Task &x = a.task(), &y = b.task();
    return x.puzzle == y.puzzle && x.rows == y.rows && x.cols == y.cols && x.box_rows == y.box_rows && x.box_cols == y.box_cols;
}

std::shared_ptr<const Puzzle> puzzle_of_model(const Model& model, const std::string& path) {
    const Architecture& arch = model.architecture();
    auto puzzle = puzzle_of(model.task(), arch);
    std::string kinds;
    for (const PuzzleKind* kind : puzzle_kinds()) kinds += (kinds.empty() ? "" : ", ") + std::string(kind->name());
    if (!puzzle)
        throw Error(
            ErrorCode::bad_file, path, "task", "a model for one of " + kinds,
            model.task().puzzle.empty() ? "no metadata ptrm_task, and sizes of no Sudoku" : "'" + model.task().puzzle + "'");
    if (puzzle->vocab_size() != arch.vocab_size)
        throw Error(ErrorCode::bad_file, path, "task",
                    "the " + std::to_string(puzzle->vocab_size()) + " tokens of " + puzzle->task().puzzle,
                    std::to_string(arch.vocab_size));
    return puzzle;
}

PuzzleFeed::PuzzleFeed(std::vector<std::string> files, std::shared_ptr<const Puzzle> puzzle)
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
    // A puzzle that tells its own kind is known by its address, near the beginning of the text; the rest by the model's task.
    if (AddressReader::holds_address(peeked_line(in)))
        reader_.emplace<AddressReader>(in, name);
    else if (puzzle_ && puzzle_->task().puzzle == "maze")
        reader_.emplace<MazeReader>(in, name, puzzle_->task().rows, puzzle_->task().cols);
    else if (const int side = puzzle_ ? 0 : side_of_maze(peeked_line(in)); side > 0)
        reader_.emplace<MazeReader>(in, name, side, side);
    else
        reader_.emplace<SudokuReader>(in, name,
                                      puzzle_ && puzzle_->task().box_rows > 0
                                          ? std::optional(SudokuShape{puzzle_->task().box_rows, puzzle_->task().box_cols})
                                          : std::nullopt);
}

std::shared_ptr<const Puzzle> PuzzleFeed::known(const Task& task) {
    for (const auto& puzzle : known_)
        if (puzzle->task().puzzle == task.puzzle && puzzle->task().rows == task.rows && puzzle->task().cols == task.cols &&
            puzzle->task().box_rows == task.box_rows)
            return puzzle;
    return known_.emplace_back(find_puzzle_kind(task.puzzle)->puzzle(task));
}

std::optional<FedPuzzle> PuzzleFeed::read_puzzle() {
    if (auto* mazes = std::get_if<MazeReader>(&reader_))
        return fed<Maze>(
            mazes->next(), [this](const Maze& maze) { return known(maze_task(maze.rows, maze.cols)); }, maze_tokens);
    if (auto* sudokus = std::get_if<SudokuReader>(&reader_))
        return fed<Sudoku>(
            sudokus->next(), [this](const Sudoku& grid) { return known(sudoku_task(grid.shape)); }, sudoku_tokens);
    auto entry = std::get<AddressReader>(reader_).next();
    if (!entry) return std::nullopt;
    FedPuzzle puzzle{0,
                     known(entry->puzzle.puzzle->task()),
                     std::move(entry->puzzle.question),
                     std::move(entry->puzzle.answer),
                     std::move(entry->group),
                     entry->rating,
                     std::move(entry->place)};
    if (puzzle_ && !same_puzzle(*puzzle.puzzle, *puzzle_)) {
        if (!find_puzzle_kind(puzzle.puzzle->task().puzzle)->fits(*puzzle.puzzle, *puzzle_))
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

bool PuzzleFeed::input_waits() {
    if (!standard_input_ || std::cin.rdbuf()->in_avail() > 0) return true;
    pollfd descriptor{STDIN_FILENO, POLLIN, 0};
    return poll(&descriptor, 1, 0) != 0;
}

std::vector<FedPuzzle> PuzzleFeed::next(std::size_t most) {
    std::vector<FedPuzzle> portion;
    const auto open = [this] { return reader_.index() > 0; };
    if (held_) portion.push_back(*std::exchange(held_, std::nullopt));
    while (portion.size() < most && !interrupted() && (portion.empty() || !open() || input_waits())) {
        if (!open() && !open_next()) break;
        try {
            auto puzzle = read_puzzle();
            if (!puzzle) {
                reader_ = std::monostate();
                continue;
            }
            puzzle->index = count_++;
            if (!portion.empty() && !same_puzzle(*puzzle->puzzle, *portion.front().puzzle)) {
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
