// Pencil puzzles as files of puzz.link's player: sizes, then the parts that PencilKind::file_parts() lists.
#include <algorithm>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/pzprv3_lines.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace {

using Cells = std::vector<std::string>;

[[noreturn]] void fail(const std::string& where, const std::string& expected, const std::string& got) {
    throw Error(ErrorCode::bad_puzzle, "pzprv3", where, expected, got);
}

std::string grid_text(const Cells& cells, int cols) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) text += cells[i] + ((i + 1) % to_size(cols) == 0 ? '\n' : ' ');
    return text;
}

/// Sides between cells, row by row: right of each cell but the last, then below each but the last row.
std::string sides_text(const Board& board, const Sides& sides) {
    Cells right, below;
    for (int cell = 0; cell < board.cells(); ++cell) {
        if (step(board, cell, 1) >= 0) right.emplace_back((at(sides, cell) & kRight) != 0 ? "1" : "0");
        if (step(board, cell, 2) >= 0) below.emplace_back((at(sides, cell) & kBelow) != 0 ? "1" : "0");
    }
    return (board.cols > 1 ? grid_text(right, board.cols - 1) : std::string(to_size(board.rows), '\n')) +
           grid_text(below, board.cols);
}

/// The same with the board's edge: a column and a row more.
std::string outlines_text(const Board& board, const Sides& sides) {
    Cells columns, rows;
    for (int row = 0; row < board.rows; ++row)
        for (int col = 0; col <= board.cols; ++col) {
            const bool on =
                col == 0 ? (at(sides, board.cell(row, 0)) & kLeft) != 0 : (at(sides, board.cell(row, col - 1)) & kRight) != 0;
            columns.emplace_back(on ? "1" : "0");
        }
    for (int row = 0; row <= board.rows; ++row)
        for (int col = 0; col < board.cols; ++col) {
            const bool on =
                row == 0 ? (at(sides, board.cell(0, col)) & kAbove) != 0 : (at(sides, board.cell(row - 1, col)) & kBelow) != 0;
            rows.emplace_back(on ? "1" : "0");
        }
    return grid_text(columns, board.cols + 1) + grid_text(rows, board.cols);
}

std::string mark_of(const PencilKind& kind, int digit) {
    if (kind.strokes() != Strokes::none) return digit == 1 ? "#" : ".";
    if (digit == 0) return std::string(1, kind.blank_mark());
    return kind.digits().size() == 2 ? "#" : std::to_string(digit);
}

/// Whether there is something on a side; "-1" is a player's own mark.
bool is_on(const std::string& text) {
    if (text != "0" && text != "1" && text != "2" && text != "-1")
        fail("the answer", "0 or 1 for a side", "'" + text.substr(0, 20) + "'");
    return text == "1" || text == "2";
}

Sides read_sides(const Board& board, Pzprv3Lines& in, bool outer) {
    Sides sides(board.tokens.size(), 0);
    const auto set = [&](int cell, int side) { set_side(board, sides, cell, side); };
    const int more = outer ? 1 : -1;
    const Cells columns = in.grid(board.rows, board.cols + more);
    const Cells rows = in.grid(board.rows + more, board.cols);
    for (int i = 0; i < count_of(columns); ++i) {
        const int row = i / (board.cols + more), col = i % (board.cols + more) - (outer ? 1 : 0);
        if (is_on(at(columns, i))) col < 0 ? set(board.cell(row, 0), 3) : set(board.cell(row, col), 1);
    }
    for (int i = 0; i < count_of(rows); ++i) {
        const int row = i / board.cols - (outer ? 1 : 0), col = i % board.cols;
        if (is_on(at(rows, i))) row < 0 ? set(board.cell(0, col), 0) : set(board.cell(row, col), 2);
    }
    return sides;
}

std::vector<int> read_rooms(Pzprv3Lines& in, int rows, int cols) {
    const int count = in.number(1, rows * cols);
    std::vector<int> room_of;
    for (const std::string& room : in.grid(rows, cols)) {
        const auto number = whole_number(room);
        if (!number || *number >= count) fail("rooms", "numbers from 0 to " + std::to_string(count - 1), "'" + room + "'");
        room_of.push_back(*number);
    }
    return room_of;
}

int digit_of_mark(const PencilKind& kind, const std::string& text) {
    const auto allowed = kind.digits();
    const int digit = text == "." || text == "+" ? 0 : text == "#" ? 1 : text.size() == 1 ? text[0] - '0' : -1;
    if (std::find(allowed.begin(), allowed.end(), digit) == allowed.end())
        fail("the answer", "a symbol of an answer, or . for nothing", "'" + text.substr(0, 20) + "'");
    return digit;
}

}  // namespace

std::string pencil_pzprv3(const PencilKind& kind, const Board& question, const Digits& answer) {
    std::string text = "pzprv3\n" + std::string(kind.name()) + '\n' + std::to_string(question.rows) + '\n' +
                       std::to_string(question.cols) + '\n';
    Cells clues, marks;
    for (int cell = 0; cell < question.cells(); ++cell) {
        const std::string clue = kind.clue_text(question, cell);
        clues.push_back(clue.empty() ? "." : kind.file_clue(clue));
        const bool open = !kind.digit(kind.opened(question[cell]));
        marks.push_back(open ? mark_of(kind, at(answer, cell)) : ".");
    }
    for (const FilePart part : kind.file_parts(0)) {
        switch (part) {
            case FilePart::flags:
            case FilePart::walls:
            case FilePart::notes: break;  // of later versions, which are read
            case FilePart::rooms: {
                const Rooms rooms = rooms_between(question, kind.walls(question));
                Cells numbers;
                for (const int room : rooms.of) numbers.push_back(std::to_string(room));
                text += std::to_string(rooms.cells.size()) + '\n' + grid_text(numbers, question.cols);
                break;
            }
            case FilePart::clues: text += grid_text(clues, question.cols); break;
            case FilePart::marked_clues:
                for (std::size_t cell = 0; cell < clues.size(); ++cell)
                    if (marks[cell] != ".") clues[cell] = marks[cell];
                text += grid_text(clues, question.cols);
                break;
            case FilePart::marks: text += grid_text(marks, question.cols); break;
            case FilePart::lines:
            case FilePart::borders: text += sides_text(question, kind.sides(question, answer)); break;
            case FilePart::outlines: text += outlines_text(question, kind.sides(question, answer)); break;
        }
    }
    return text;
}

ReadPuzzle PencilKind::read_pzprv3(std::span<const std::string> lines) const {
    Pzprv3Lines in(lines);
    const int rows = in.number(1, kMostSide), cols = in.number(1, kMostSide);
    const Board empty = Board::filled(rows, cols);
    Cells clues(empty.tokens.size(), "."), marks = clues;
    Sides walls, sides(empty.tokens.size());
    bool any = false;
    for (const FilePart part : file_parts(in.version())) {
        if (in.done() && part >= FilePart::marks) break;
        switch (part) {
            case FilePart::flags:
                if (const std::string flags = in.line(); !flags.empty()) fail("flags", "none", "'" + flags.substr(0, 40) + "'");
                break;
            case FilePart::rooms: walls = walls_between(empty, read_rooms(in, rows, cols)); break;
            case FilePart::walls:
                walls = read_sides(empty, in, false);
                set_outer(empty, walls);
                break;
            case FilePart::clues: clues = in.grid(rows, cols); break;
            case FilePart::marked_clues:
                clues = in.grid(rows, cols);
                for (std::size_t cell = 0; cell < clues.size(); ++cell)
                    if (clues[cell] == "#" || clues[cell] == "+") std::swap(clues[cell], marks[cell]);
                break;
            case FilePart::marks: marks = in.grid(rows, cols); break;
            case FilePart::notes: in.grid(rows, cols); break;
            case FilePart::lines:
            case FilePart::borders:
            case FilePart::outlines:
                sides = read_sides(empty, in, part == FilePart::outlines);
                any = std::any_of(sides.begin(), sides.end(), [](int bits) { return bits != 0; });
                if (part == FilePart::borders) set_outer(empty, sides);
                break;
        }
    }
    for (std::string& clue : clues) clue = clue == "." ? "" : clue_of_file(clue);
    ReadPuzzle read = pencil_question(*this, board_of_clues(rows, cols, clues, walls));
    Digits digits;
    for (const std::string& mark : marks) digits.push_back(digit_of_mark(*this, mark));
    any = any || std::any_of(digits.begin(), digits.end(), [](int digit) { return digit > 0; });
    if (!any) return read;
    const Board board{rows, cols, read.question};
    std::string line;
    for (const int digit : answer_of(board, digits, sides)) line += base36(digit);
    read.answer = read.puzzle->read_answer(read.question, line);
    return read;
}

}  // namespace ptrm
