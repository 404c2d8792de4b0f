#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/addresses.hpp"
#include "data/raw_puzzle.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {

/// Lines that belong together: a pzprv3 file, or a grid below the name of its kind.
struct TextBlock {
    std::vector<std::string> lines;
    int line = 0;                      ///< where it begins
    const PuzzleKind* kind = nullptr;  ///< null for a pzprv3 file
    bool too_long = false;             ///< lines were left out
};

/// What stands next in a text.
struct Record {
    std::variant<RawPuzzle, FoundAddress, TextBlock, Error> what;
    int line = 0;  ///< of an address
};

/// Hands out the records of a text, before any kind has looked at them.
class RawReader {
public:
    virtual ~RawReader() = default;
    virtual std::optional<Record> next() = 0;
};

/// Records of a text of puzzles known from examples only; a line of two fields of equal length is a question and its answer.
std::unique_ptr<RawReader> read_raw_puzzles(std::istream& in, const std::string& name);

}  // namespace ptrm
