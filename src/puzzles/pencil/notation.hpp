#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "puzzles/board.hpp"
#include "puzzles/pencil/sat.hpp"

namespace ptrm {

/// What a pzprv3 file holds behind the sizes.
enum class FilePart {
    flags,         ///< a line that is empty unless rules differ
    rooms,         ///< how many, and the number of its room in each cell
    walls,         ///< whether a wall lies right of each cell, then below
    clues,         ///< a grid of clues
    marked_clues,  ///< clues, and what an answer has put in the cells between
    marks,         ///< a grid of what an answer has put in each cell
    notes,         ///< a grid of a player's own marks
    lines,         ///< whether a line leads from each cell to the right, then down
    borders,       ///< whether a border lies right of each cell, then below
    outlines       ///< the same, the board's left and upper edge first
};

/// What an answer draws besides marks in cells.
enum class Strokes { none, lines, borders };

/// Bits of what lies on the sides of each cell, see sides.hpp.
using Sides = std::vector<int>;

/// How a pencil puzzle is written: addresses, text grids, files of puzz.link's player, and what is clicked there.
class PencilNotation {
public:
    virtual ~PencilNotation() = default;

    /// The part of an address behind the sizes. @throws Error (bad_puzzle)
    virtual std::string body(const Board& question) const = 0;
    virtual Board from_body(std::string_view body, int rows, int cols) const = 0;
    /// Flags of the player before the sizes of an address that change nothing but how it draws.
    virtual std::string_view look_flags() const { return {}; }
    /// What a text grid shows of a cell: its clue, in which '?' or '#' is what has no number; empty for none.
    virtual std::string clue_text(const Board& question, int cell) const = 0;
    /// The reverse, on which other cells have no say; nothing where it is no clue.
    virtual std::optional<std::int32_t> clue_token(std::string_view clue) const = 0;
    /// The walls of rooms that a question shows; empty for a kind without.
    virtual Sides walls(const Board&) const { return {}; }
    /// The board of such clues, and of walls for a kind with rooms. @throws Error (bad_puzzle), `where` naming row and cell
    virtual Board board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides& walls) const = 0;

    /// How a pzprv3 file of this version is made up; 0 is the one that we write.
    virtual std::vector<FilePart> file_parts(int version) const = 0;
    bool has_rooms() const;
    /// Whether the board's edge is the answer's to draw.
    bool draws_edge() const;
    /// A clue as such files have it, and back. '.' stands for none.
    virtual std::string file_clue(std::string clue) const;
    virtual std::string clue_of_file(std::string text) const;
    /// What stands there for an answer of nothing.
    virtual char blank_mark() const { return '+'; }
    /// What an answer draws, and where.
    virtual Strokes strokes() const { return Strokes::none; }
    virtual Sides sides(const Board& question, const Digits& answer) const;
    /// The answer of marks in cells and of sides drawn. @throws Error (bad_puzzle) for what no digits can say
    virtual Digits answer_of(const Board& question, const Digits& marks, const Sides& sides) const;
    /// What a click into a cell puts there; `right` and `below` say in which quarter.
    virtual void click(const Board& question, Digits& marks, int cell, bool right, bool below) const;
};

}  // namespace ptrm
