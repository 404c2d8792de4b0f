#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// A puzzle of a text.
struct PuzzleEntry {
    std::shared_ptr<const Puzzle> puzzle;  ///< kind and size
    std::vector<std::int32_t> question;    ///< its tokens
    std::vector<std::int32_t> answer;      ///< empty if the text has none
    std::string group;                     ///< column `source` of a table, else empty
    std::optional<std::int64_t> rating;    ///< column `rating` of a table
    std::string place;                     ///< "FILE:LINE"
};

/// Hands out the puzzles of a text one by one.
class PuzzleReader {
public:
    virtual ~PuzzleReader() = default;

    /// The next puzzle, or nothing at the end.
    /// @throws Error (bad_puzzle) with subject "FILE:LINE" or "FILE:LINE:COLUMN" for a malformed puzzle; the next call continues
    ///         behind it. Error (bad_file) for a text that holds no puzzles (gzip, UTF-16, a table without questions); it ends
    ///         there. Error (io) if the stream fails.
    virtual std::optional<PuzzleEntry> next() = 0;
};

/// A reader for a text in any of the forms of tools/README.md: lines, grids, tables, JSON, addresses, pzprv3 files.
/// @param in     kept by reference; must outlive the reader
/// @param name   the file name, for errors and PuzzleEntry::place
/// @param puzzle what the puzzles are if the text does not say; may be null
std::unique_ptr<PuzzleReader> read_puzzles(std::istream& in, const std::string& name,
                                           const std::shared_ptr<const Puzzle>& puzzle = nullptr);

/// The puzzle in a text that holds exactly one, in the same forms.
/// @throws Error (bad_puzzle, bad_file) for another number of puzzles, or a malformed one
PuzzleEntry read_puzzle(std::string_view text, const std::shared_ptr<const Puzzle>& puzzle = nullptr);

}  // namespace ptrm
