#include "puzzles/pencil/numbers.hpp"

#include "base/index.hpp"
#include "puzzles/pencil/address.hpp"

namespace ptrm {

std::string number_text(int number) { return number == 0 ? "?" : std::to_string(number); }

std::optional<int> number_of_text(std::string_view text, int least, int most) {
    if (text == "?") return 0;
    const auto number = whole_number(text);
    return number && *number >= least && *number <= most ? number : std::nullopt;
}

std::string numbers_body(int cells, const std::function<std::optional<int>(int cell)>& number) {
    BodyWriter out;
    for (int cell = 0; cell < cells; ++cell) {
        const auto here = number(cell);
        here ? out.put_hex(*here == 0 ? std::nullopt : here) : out.skip();
    }
    return out.finish();
}

void read_numbers(std::string_view body, int cells, int least, int most, const std::function<void(int, int)>& set) {
    BodyReader in(body, cells);
    while (!in.done()) {
        if (in.skipped()) continue;
        const auto number = in.hex_number();
        if (number && (*number < least || *number > most))
            in.fail("a number from " + std::to_string(least) + " to " + std::to_string(most));
        set(in.cell(), number.value_or(0));
        in.skip(1);
    }
    in.finish();
}

std::string NumberKind::body(const Board& board) const {
    return numbers_body(board.cells(),
                        [&](int cell) { return is_clue(board[cell]) ? std::optional(clue(board[cell])) : std::nullopt; });
}

Board NumberKind::from_body(std::string_view body, int rows, int cols) const {
    Board board = Board::filled(rows, cols, kOpen);
    read_numbers(body, board.cells(), least_, most_, [&](int cell, int number) { board[cell] = of_clue(number); });
    return board;
}

std::string NumberKind::clue_text(const Board& board, int cell) const {
    return is_clue(board[cell]) ? number_text(clue(board[cell])) : "";
}

std::optional<std::int32_t> NumberKind::clue_token(std::string_view text) const {
    if (text.empty()) return kOpen;
    const auto number = number_of_text(text, least_, most_);
    return number ? std::optional(of_clue(*number)) : std::nullopt;
}

std::string NumberKind::symbol(const Board& board, int cell, int digit) const {
    const std::string text = clue_text(board, cell);
    if (text.empty()) return digit == 1 ? " #" : " .";
    return two_columns(text);
}

void NumberKind::picture(const Board& board, const Digits& answer, int cell, CellPicture& picture) const {
    picture.square(at(answer, cell) == 1 ? "shaded" : "white");
    if (is_clue(board[cell])) picture.text(number_text(clue(board[cell])), "clue");
}

}  // namespace ptrm
