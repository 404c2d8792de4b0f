#pragma once

#include <istream>
#include <optional>
#include <string>

#include "data/puzzle_table.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm {

/// A puzzle that tells its own kind and size.
struct AddressEntry {
    ReadPuzzle puzzle;
    std::string group;
    std::optional<long> rating;
    std::string place;  ///< "FILE:LINE"
};

/// Reads puzzles from addresses of puzz.link and its kin: one a line, alone or within other text, or in the column `question` of
/// a CSV, with the answer's digits in `answer`. Lines without an address are skipped.
class AddressReader {
public:
    AddressReader(std::istream& in, std::string name) : lines_(in, std::move(name)) {}

    /// The next puzzle, or nothing at the end of the text.
    /// @throws Error (bad_puzzle) for a malformed address, or one of a kind that is not known; the next call goes on behind it
    std::optional<AddressEntry> next();

    /// Whether a line of text holds an address.
    static bool holds_address(std::string_view line);

private:
    LineReader lines_;
    bool started_ = false;
    PuzzleTable table_;
};

}  // namespace ptrm
