#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ptrm {

/// An address of a puzzle within other text.
struct FoundAddress {
    std::string text;       ///< KIND/COLUMNS/ROWS/BODY, a variant and flags before or between; of a duplicate pzprv3/...
    std::string sudoku;     ///< instead: the cells of a Sudoku behind `bd=` and the like
    std::string unread;     ///< instead: what it is, if it is a puzzle's address of a form that is not read
    std::size_t begin = 0;  ///< in the text that was searched
};

/// The addresses of puzzles in a text, in time linear in its length: of puzz.link, pzv.jp, pzprxs, pzplus and pzprjs, with scheme
/// or without, behind other addresses, in HTML, Markdown and JSON, percent-encoded, followed by any punctuation; of SudokuWiki,
/// f-puzzles and SudokuPad. Addresses of anything else are no puzzles and left out.
std::vector<FoundAddress> find_addresses(std::string_view text);

}  // namespace ptrm
