#include "ptrm/puzzle.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ptrm/error.hpp"
#include "puzzles/kinds.hpp"

namespace ptrm {

std::optional<Symmetry> Puzzle::copy(Tokens, std::uint64_t, std::uint64_t) const { return std::nullopt; }
std::uint64_t Puzzle::copies(Tokens) const { return 1; }

std::vector<std::int32_t> Puzzle::read_moves(Tokens, std::span<const std::string>) const {
    throw Error(ErrorCode::bad_puzzle, "moves", "", "a kind of puzz.link", "'" + task_.puzzle + "'");
}
std::string Puzzle::pzprv3(Tokens, Tokens) const {
    throw Error(ErrorCode::bad_argument, "pzprv3", "", "a kind of puzz.link", "'" + task_.puzzle + "'");
}

std::optional<ReadPuzzle> PuzzleKind::read_grid(std::span<const std::string>) const { return std::nullopt; }
ReadPuzzle PuzzleKind::read_pzprv3(std::span<const std::string>) const {
    throw Error(ErrorCode::bad_puzzle, "pzprv3", "", "a kind of puzz.link", "'" + std::string(name()) + "'");
}

std::shared_ptr<const Puzzle> PuzzleKind::usual(int cells, int vocab_size) const {
    Task task;
    task.puzzle = name();
    task.rows = task.cols = static_cast<int>(std::lround(std::sqrt(cells)));
    if (task.rows < 1 || task.rows * task.cols != cells) return nullptr;
    auto square = puzzle(task);
    return square->vocab_size() == vocab_size ? square : nullptr;
}

bool PuzzleKind::fits(const Puzzle& small, const Puzzle& large) const {
    return small.task().puzzle == large.task().puzzle && small.task().rows <= large.task().rows &&
           small.task().cols <= large.task().cols;
}

std::span<const PuzzleKind* const> puzzle_kinds() {
    static const std::array<const PuzzleKind*, 7> kinds{&sudoku_kind(),   &maze_kind(), &light_up_kind(),  &nurikabe_kind(),
                                                        &heyawake_kind(), &tapa_kind(), &shakashaka_kind()};
    return kinds;
}

const PuzzleKind* find_puzzle_kind(std::string_view name) {
    for (const PuzzleKind* kind : puzzle_kinds()) {
        const auto others = kind->aliases();
        if (kind->name() == name || std::find(others.begin(), others.end(), name) != others.end()) return kind;
    }
    return nullptr;
}

std::shared_ptr<const Puzzle> puzzle_of(const Task& task, const Architecture& architecture) {
    if (!task.puzzle.empty()) {
        const PuzzleKind* kind = find_puzzle_kind(task.puzzle);
        return kind == nullptr ? nullptr : kind->puzzle(task);
    }
    return sudoku_kind().usual(architecture.seq_len, architecture.vocab_size);
}

bool same_puzzle(const Task& a, const Task& b) {
    return a.puzzle == b.puzzle && a.rows == b.rows && a.cols == b.cols && a.box_rows == b.box_rows && a.box_cols == b.box_cols;
}

std::vector<std::int32_t> pad(const Puzzle& small, const Puzzle& large, Tokens grid) {
    std::vector<std::int32_t> padded(large.cells());
    for (int row = 0; row < small.task().rows; ++row)
        std::copy_n(grid.begin() + row * small.task().cols, small.task().cols, padded.begin() + row * large.task().cols);
    return padded;
}

std::vector<std::int32_t> crop(const Puzzle& large, const Puzzle& small, Tokens grid) {
    std::vector<std::int32_t> cropped(small.cells());
    for (int row = 0; row < small.task().rows; ++row)
        std::copy_n(grid.begin() + row * large.task().cols, small.task().cols, cropped.begin() + row * small.task().cols);
    return cropped;
}

}  // namespace ptrm
