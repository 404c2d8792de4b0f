#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/addresses.hpp"
#include "data/raw_puzzle.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"

namespace ptrm {

/// The puzzle of a pzprv3 file. @param lines of the whole file; @param subject what holds it; @param where its second line stands
/// @throws Error (bad_puzzle), also for a kind that is not known
ReadPuzzle read_pzprv3(std::span<const std::string> lines, const std::string& subject, const std::string& where);

/// The same error, of a place in a text.
Error error_at(const std::string& place, const Error& error);

/// Makes puzzles of what a text says of them.
class Entries {
public:
    /// @param name of the file, for places; @param wanted what puzzles are if the text leaves it open; may be null
    Entries(std::string name, std::shared_ptr<const Puzzle> wanted) : name_(std::move(name)), wanted_(std::move(wanted)) {}

    /// @throws Error (bad_puzzle) that names the place
    PuzzleEntry of(const RawPuzzle& raw);
    /// @param line where the address stands
    PuzzleEntry of(const FoundAddress& address, int line);
    PuzzleEntry of(ReadPuzzle read, int line);

private:
    PuzzleEntry address_entry(const RawPuzzle& raw, const FoundAddress& address);
    PuzzleEntry sudoku_entry(const RawPuzzle& raw);
    PuzzleEntry maze_entry(const RawPuzzle& raw);
    PuzzleEntry symbol_entry(const RawPuzzle& raw);
    PuzzleEntry named_entry(const RawPuzzle& raw, const PuzzleKind& kind);
    /// The same puzzle object for equal tasks.
    std::shared_ptr<const Puzzle> shared(const Task& task, const std::shared_ptr<const Puzzle>& made = nullptr);
    std::string place(const RawPuzzle& raw, int cell = 0) const;

    std::string name_;
    std::shared_ptr<const Puzzle> wanted_;
    std::vector<std::shared_ptr<const Puzzle>> known_;
};

}  // namespace ptrm
