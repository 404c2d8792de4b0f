#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ptrm/puzzle.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm::tools {

struct MadeGrids {
    std::vector<std::int32_t> question, answer;
    std::int64_t rating = 0;
};

/// Makes puzzles of one kind, and finds how many answers a puzzle has.
class PuzzleMaker {
public:
    virtual ~PuzzleMaker() = default;

    virtual const PuzzleKind& kind() const = 0;
    /// What `ptrm-generate KIND --help` says of it.
    virtual std::string about() const = 0;
    virtual void add_options(CLI::App& app) = 0;
    /// After parsing: the puzzle that all will be questions of. @param training boards may be smaller, for tools/train
    /// @throws Error (bad_argument) for options that make no sense
    virtual std::shared_ptr<const Puzzle> prepare(bool training) = 0;
    /// Puzzle `index` of the sequence that `seed` defines; nothing where this one is left out. From several threads at once.
    virtual std::optional<MadeGrids> make(std::uint64_t seed, std::uint64_t index) const = 0;

    /// The answers of a question, up to two of them; nothing where that cannot be found out within reason.
    virtual std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question) const = 0;
};

/// Of every kind.
std::vector<std::unique_ptr<PuzzleMaker>> puzzle_makers();

std::unique_ptr<PuzzleMaker> make_sudoku_maker();
std::unique_ptr<PuzzleMaker> make_maze_maker();
std::unique_ptr<PuzzleMaker> make_pencil_maker(const PencilKind& kind);

}  // namespace ptrm::tools
