#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/numbers.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "puzzles/board.hpp"

namespace ptrm {

constexpr int kMostSide = 64;  ///< rows and columns of a board

/// The parts of a puzz.link address.
struct Address {
    int rows, cols;
    std::string_view text;  ///< its body
};

/// Takes an address of the kind apart; nothing where the text is none of this kind. The names of players, `_edit`, `_play` and
/// what stands before the first `?` do not matter. @param looks flags of the player that change nothing but how it draws
/// @throws Error (bad_puzzle) for variants, and for what is malformed
std::optional<Address> address_of(const PuzzleKind& kind, std::string_view text, std::string_view looks = {});

/// Reads a body symbol by symbol.
class BodyReader {
public:
    /// @param gap the first symbol of base 36 that skips cells: one, the next two, and so on up to z
    BodyReader(std::string_view body, int cells, char gap = 'g') : body_(body), cells_(cells), gap_(gap) {}
    bool done() const { return at_ == body_.size() || cell_ >= cells_; }
    char peek() const { return at_ < body_.size() ? body_[at_] : '\0'; }
    char take();
    int cell() const { return cell_; }
    void skip(int cells) { cell_ += cells; }
    /// Whether a symbol that skips cells was there, and is read.
    bool skipped();
    /// `digits` of base 36, or 16 without the letters above f.
    int number(int digits, int base);
    /// A number as nurikabe and heyawake write it: a hexadecimal digit, -XX, +XXX, or nothing for '.', which is any.
    std::optional<int> hex_number();
    /// @throws Error (bad_puzzle)
    [[noreturn]] void fail(const std::string& expected) const;
    /// What is left after the last cell is malformed.
    void finish() const;

private:
    std::string_view body_;
    int cells_;
    char gap_;
    std::size_t at_ = 0;
    int cell_ = 0;
};

/// Writes a body: what stands in a cell, and how many cells are skipped between.
class BodyWriter {
public:
    explicit BodyWriter(char gap = 'g') : first_(gap) {}
    void skip() { ++gap_; }
    void put(std::string_view text);
    void put_hex(std::optional<int> number);
    std::string finish();

private:
    void write_gap();
    char first_;
    std::string text_;
    int gap_ = 0;
};

/// The body of a board whose clues are black cells, as light up and shakashaka have them: token `black`, and behind it 0 to 4.
std::string black_cells_body(const Board& board, std::int32_t black);
Board from_black_cells_body(std::string_view body, int rows, int cols, std::int32_t open, std::int32_t black);

/// The token of such a cell by its text: 0 to 4, or # or ? for a black cell without number; nothing for another text.
std::optional<std::int32_t> black_cell_token(std::string_view text, std::int32_t black);
/// What stands between the blanks of a line.
std::vector<std::string> between_blanks(const std::string& line);
/// A room's name by its number: a, b, ..., z, ba, bb, ...
std::string room_name(int room);

/// One digit of a base up to 36, and back; -1 for another symbol.
char base36(int digit);
int from_base36(char symbol);

}  // namespace ptrm
