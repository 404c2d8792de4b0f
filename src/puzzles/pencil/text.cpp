// Pencil puzzles as text grids.
#include <algorithm>
#include <map>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace {

std::string place(int cell, int cols) {
    return "row " + std::to_string(cell / cols + 1) + ", cell " + std::to_string(cell % cols + 1);
}

/// How many letters a cell of a grid begins with: the name of its room.
std::size_t letters(const std::string& cell) {
    return std::min(cell.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), cell.size());
}

/// The walls of named rooms, each of which has to be in one piece.
Sides walls_of_names(const PencilKind& kind, const Board& board, const std::vector<std::string>& names) {
    std::map<std::string, int> numbers;
    std::vector<int> room_of;
    for (const std::string& name : names) room_of.push_back(numbers.emplace(name, count_of(numbers)).first->second);
    Sides walls = walls_between(board, room_of);
    std::vector<char> seen(numbers.size());
    for (const auto& cells : rooms_between(board, walls).cells)
        if (std::exchange(at(seen, at(room_of, cells.front())), 1))
            throw Error(ErrorCode::bad_puzzle, std::string(kind.name()), place(cells.front(), board.cols), "a room in one piece",
                        "'" + at(names, cells.front()) + "' once more");
    return walls;
}

}  // namespace

Board PencilKind::board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides&) const {
    return clues_alone(rows, cols, clues);
}

Board PencilKind::clues_alone(int rows, int cols, std::span<const std::string> clues) const {
    Board board{rows, cols, {}};
    for (const std::string& clue : clues) {
        const auto token = clue_token(clue);
        if (!token)
            throw Error(ErrorCode::bad_puzzle, std::string(name()), place(count_of(board.tokens), cols),
                        has_rooms() ? "letters that name a room, and its clue where it has one" : "a clue, or . for an open cell",
                        "'" + (clue.empty() ? "." : clue) + "'");
        board.tokens.push_back(*token);
    }
    return board;
}

std::string pencil_text(const PencilKind& kind, const Board& question) {
    const bool has_rooms = kind.has_rooms();
    const Rooms rooms = has_rooms ? rooms_between(question, kind.walls(question)) : Rooms();
    std::string text = std::string(kind.name()) + '\n';
    for (int cell = 0; cell < question.cells(); ++cell) {
        const std::string clue = kind.clue_text(question, cell);
        if (has_rooms)
            text += room_name(at(rooms.of, cell)) + clue;
        else
            text += clue.empty() ? "." : clue;
        text += (cell + 1) % question.cols == 0 ? '\n' : ' ';
    }
    return text;
}

std::optional<ReadPuzzle> PencilKind::read_grid(std::span<const std::string> rows) const {
    if (rows.empty()) throw Error(ErrorCode::bad_puzzle, std::string(name()), "row 1", "cells", "nothing");
    const bool symbols = std::none_of(
        rows.begin(), rows.end(), [](const std::string& row) { return row.find_first_of(" \t") < row.find_last_not_of(" \t"); });
    const bool rooms = has_rooms();
    std::vector<std::string> clues, names;
    std::size_t cols = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        std::vector<std::string> here = between_blanks(rows[row]);
        if (symbols) {
            here.clear();
            for (const char c : rows[row]) here.emplace_back(1, c);
        }
        if (row == 0) cols = here.size();
        if (cols == 0) throw Error(ErrorCode::bad_puzzle, std::string(name()), "row 1", "cells", "blanks");
        if (here.size() != cols || cols > kMostSide || row >= kMostSide)
            throw Error(ErrorCode::bad_puzzle, std::string(name()), "row " + std::to_string(row + 1),
                        cols > kMostSide || row >= kMostSide ? "at most 64 rows and columns"
                                                             : std::to_string(cols) + " cells, as the row above",
                        std::to_string(here.size()) + " cells");
        for (std::string& cell : here) {
            if (rooms) {
                const std::size_t name = letters(cell);
                if (name == 0)
                    throw Error(ErrorCode::bad_puzzle, std::string(this->name()), place(count_of(names), static_cast<int>(cols)),
                                "letters that name a room, and its clue where it has one", "'" + cell + "'");
                names.push_back(cell.substr(0, name));
                cell.erase(0, name);
            } else if (cell == "." || cell == "-" || cell == "_") {
                cell.clear();
            }
            clues.push_back(std::move(cell));
        }
    }
    const Board board = Board::filled(count_of(rows), static_cast<int>(cols));
    const Sides walls = rooms ? walls_of_names(*this, board, names) : Sides();
    return pencil_question(*this, board_of_clues(board.rows, board.cols, clues, walls));
}

}  // namespace ptrm
