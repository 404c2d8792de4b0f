#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "puzzles/pencil/kind.hpp"

namespace ptrm {

/// A number as clues have it: 0 stands for one that is not told, in texts "?".
std::string number_text(int number);
/// The reverse; nothing for a text that is no number from `least` to `most`.
std::optional<int> number_of_text(std::string_view text, int least, int most);

/// The body of an address whose cells have numbers or nothing.
std::string numbers_body(int cells, const std::function<std::optional<int>(int cell)>& number);
/// The reverse. @throws Error (bad_puzzle)
void read_numbers(std::string_view body, int cells, int least, int most, const std::function<void(int cell, int number)>& set);

/// A kind with numbers in cells that are themselves unshaded: clue 0 is one that is not told.
class NumberKind : public OpenCellKind {
public:
    NumberKind(int least, int most) : OpenCellKind(most + 1), least_(least), most_(most) {}

    std::string body(const Board& board) const override;
    Board from_body(std::string_view body, int rows, int cols) const override;
    std::string clue_text(const Board& board, int cell) const override;
    std::optional<std::int32_t> clue_token(std::string_view clue) const override;
    std::string symbol(const Board& board, int cell, int digit) const override;
    void picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const override;

private:
    int least_, most_;
};

}  // namespace ptrm
