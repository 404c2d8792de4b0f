#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// A puzzle of a text.
struct PuzzleEntry {
    std::shared_ptr<const Puzzle> puzzle;  ///< whose question it is
    std::vector<std::int32_t> question;    ///< its tokens
    std::vector<std::int32_t> answer;      ///< empty where the text has none
    std::string group;                     ///< what a table's column `source` says, else empty
    std::optional<long> rating;            ///< what a table's column `rating` says
    std::string place;                     ///< "FILE:LINE"
};

/// Hands out the puzzles of a text one by one.
class PuzzleReader {
public:
    virtual ~PuzzleReader() = default;

    /// The next puzzle, or nothing at the end of the text.
    /// @throws Error (bad_puzzle) with subject "FILE:LINE" or "FILE:LINE:COLUMN" for a malformed puzzle; the next call goes on
    ///         behind it. Error (bad_file) for a text of another kind: it ends here. Error (io) if the stream fails.
    virtual std::optional<PuzzleEntry> next() = 0;
};

/// The reader for a text, chosen by how it begins:
///  - puzzles that name their kind: addresses of puzz.link and its kin, pzprv3 files, grids under the name of their kind, JSON
///    with addresses, tables with addresses;
///  - mazes, one a line or a record;
///  - else Sudoku of any usual form: lines, grids, tables, JSON.
/// `tools/README.md` shows each.
/// @param in     kept by reference, must outlive the reader
/// @param name   the file's name, for errors and PuzzleEntry::place
/// @param puzzle what the puzzles are to be, where the text leaves it open; may be null
std::unique_ptr<PuzzleReader> read_puzzles(std::istream& in, std::string name,
                                           const std::shared_ptr<const Puzzle>& puzzle = nullptr);

}  // namespace ptrm
