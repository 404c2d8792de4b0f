#include "puzzles/pencil/address.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

std::optional<std::int32_t> black_cell_token(std::string_view text, std::int32_t black) {
    if (text == "#" || text == "?") return black;
    const auto number = whole_number(text);
    return number && *number <= 4 ? std::optional(black + 1 + *number) : std::nullopt;
}

std::vector<std::string> between_blanks(const std::string& line) {
    std::vector<std::string> parts;
    std::istringstream in(line);
    for (std::string part; in >> part;) parts.push_back(part);
    return parts;
}

std::string room_name(int room) {
    std::string name;
    do name.insert(name.begin(), static_cast<char>('a' + room % 26));
    while ((room /= 26) > 0);
    return name;
}

std::optional<Address> address_of(const PuzzleKind& kind, std::string_view text, std::string_view looks) {
    const auto mark = text.find('?');
    if (mark == std::string_view::npos || text.find("://") > mark) return std::nullopt;
    std::string_view rest = text.substr(mark + 1);
    rest = rest.substr(0, std::min(rest.find_first_of(" \t\r\n\"'<>,;"), rest.size()));
    const auto fail = [&](const std::string& where, const std::string& expected, std::string_view got) {
        throw Error(ErrorCode::bad_puzzle, "address", where, expected, "'" + std::string(got.substr(0, 40)) + "'");
    };
    std::vector<std::string_view> parts;
    for (std::string_view left = rest; parts.size() < 12;) {
        const auto slash = left.find('/');
        parts.push_back(left.substr(0, slash));
        if (slash == std::string_view::npos) break;
        left.remove_prefix(slash + 1);
    }
    std::size_t part = 0;
    std::string_view variant;
    if (parts[0].starts_with("v:")) variant = parts[part++];
    if (part == parts.size()) return std::nullopt;
    std::string_view name = parts[part++];
    for (const std::string_view ending : {"_edit", "_play"})
        if (name.ends_with(ending)) name.remove_suffix(ending.size());
    const auto others = kind.aliases();
    if (name != kind.name() && std::find(others.begin(), others.end(), name) == others.end()) return std::nullopt;
    if (!variant.empty()) fail("variant", "the ordinary rules, no variant", variant);
    if (parts.size() == part + 4) {  // flags of the player before the sizes, which other rules hide in too
        if (parts[part].find_first_not_of(looks) != std::string_view::npos)
            fail("flags", looks.empty() ? "none" : std::string(looks) + " or none", parts[part]);
        ++part;
    }
    if (parts.size() != part + 3) fail("", "KIND/COLUMNS/ROWS/BOARD", rest);
    const int cols = whole_number(parts[part]).value_or(0), rows = whole_number(parts[part + 1]).value_or(0);
    if (cols < 1 || cols > kMostSide) fail("columns", "a number from 1 to 64", parts[part]);
    if (rows < 1 || rows > kMostSide) fail("rows", "a number from 1 to 64", parts[part + 1]);
    return Address{rows, cols, parts[part + 2]};
}

char base36(int digit) { return static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10); }

int from_base36(char symbol) {
    if (symbol >= '0' && symbol <= '9') return symbol - '0';
    return symbol >= 'a' && symbol <= 'z' ? symbol - 'a' + 10 : -1;
}

char BodyReader::take() {
    if (at_ == body_.size()) fail("more of the board");
    return body_[at_++];
}

bool BodyReader::skipped() {
    const int cells = from_base36(peek()) - from_base36(gap_) + 1;
    if (cells < 1) return false;
    take();
    skip(cells);
    return true;
}

int BodyReader::number(int digits, int base) {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
        const int digit = from_base36(peek());
        if (digit < 0 || digit >= base) fail("a digit of base " + std::to_string(base));
        take();
        value = value * base + digit;
    }
    return value;
}

std::optional<int> BodyReader::hex_number() {
    switch (peek()) {
        case '.': return take(), std::nullopt;
        case '-': return take(), number(2, 16);
        case '+': return take(), number(3, 16);
        default: return number(1, 16);
    }
}

void BodyReader::fail(const std::string& expected) const {
    throw Error(ErrorCode::bad_puzzle, "address", "symbol " + std::to_string(at_ + 1) + " of its last part", expected,
                at_ < body_.size() ? "'" + std::string(1, body_[at_]) + "'" : "its end");
}

void BodyReader::finish() const {
    // What skips past the last cell is how the player, too, may end a board.
    if (at_ < body_.size()) fail("the end, for the board is full");
    if (cell_ < cells_)
        throw Error(ErrorCode::bad_puzzle, "address", "its last part", "a board of " + std::to_string(cells_) + " cells",
                    "one that is cut off: " + std::to_string(cells_ - cell_) + " cells are missing");
}

void BodyWriter::write_gap() {
    const int first = from_base36(first_), most = 36 - first;
    for (; gap_ > 0; gap_ -= std::min(gap_, most)) text_ += base36(first + std::min(gap_, most) - 1);
}

void BodyWriter::put(std::string_view text) {
    write_gap();
    text_ += text;
}

void BodyWriter::put_hex(std::optional<int> number) {
    if (!number) return put(".");
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, *number, 16).ptr;
    const std::string text(digits, end);
    put((text.size() == 1 ? "" : text.size() == 2 ? "-" : "+") + text);
}

std::string BodyWriter::finish() {
    write_gap();
    return text_;
}

std::string black_cells_body(const Board& board, std::int32_t black) {
    BodyWriter out;
    for (int cell = 0; cell < board.cells(); ++cell) {
        if (board[cell] < black) {
            out.skip();
        } else if (board[cell] == black) {
            out.put(".");
        } else {  // the number may say, too, how many empty cells follow
            int after = 0;
            while (after < 2 && cell + 1 + after < board.cells() && board[cell + 1 + after] < black) ++after;
            out.put(std::string(1, base36(board[cell] - black - 1 + 5 * after)));
            cell += after;
        }
    }
    return out.finish();
}

Board from_black_cells_body(std::string_view body, int rows, int cols, std::int32_t open, std::int32_t black) {
    Board board = Board::filled(rows, cols, open);
    BodyReader in(body, board.cells());
    while (!in.done()) {
        if (in.skipped()) continue;
        const int cell = in.cell();
        if (in.peek() == '.') {
            in.take();
            board[cell] = black;
            in.skip(1);
            continue;
        }
        const int number = in.number(1, 15);
        board[cell] = black + 1 + number % 5;
        in.skip(1 + number / 5);
    }
    in.finish();
    return board;
}

}  // namespace ptrm
