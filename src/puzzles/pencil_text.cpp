// Pencil puzzles as text grids and as pzprv3 files, and the moves of puzz.link's player.
#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "base/index.hpp"
#include "base/numbers.hpp"
#include "ptrm/error.hpp"
#include "puzzles/pencil.hpp"
#include "puzzles/pzprv3_lines.hpp"

namespace ptrm {
namespace {

using Cells = std::vector<std::string>;

[[noreturn]] void fail(const std::string& subject, const std::string& where, const std::string& expected,
                       const std::string& got) {
    throw Error(ErrorCode::bad_puzzle, subject, where, expected, got);
}

std::string joined(const Cells& cells, int cols) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) text += cells[i] + ((i + 1) % to_size(cols) == 0 ? '\n' : ' ');
    return text;
}

Cells clues_of(const PencilKind& kind, const Board& board) {
    Cells clues;
    for (int cell = 0; cell < board.cells(); ++cell) clues.push_back(kind.clue_text(board, cell));
    return clues;
}

/// The letters that a cell of a text begins with: the name of its room.
std::string room_of(const std::string& clue) { return clue.substr(0, clue.find_first_of("0123456789")); }

}  // namespace

std::optional<int> whole_number(std::string_view text) {
    const auto value = parse_number<int>(text);
    return value && *value >= 0 ? value : std::nullopt;
}

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

std::optional<std::int32_t> PencilKind::clue_token(std::string_view) const { return std::nullopt; }

Board PencilKind::board_of_clues(int rows, int cols, std::span<const std::string> clues) const {
    Board board{rows, cols, {}};
    for (const std::string& clue : clues) {
        const auto token = clue == "." ? open_token() : clue_token(clue);
        if (!token) {
            const int cell = count_of(board.tokens);
            fail(std::string(name()), "row " + std::to_string(cell / cols + 1) + ", cell " + std::to_string(cell % cols + 1),
                 "a clue, or . for an open cell", "'" + clue + "'");
        }
        board.tokens.push_back(*token);
    }
    return board;
}

std::string pencil_text(const PencilKind& kind, const Board& question) {
    return std::string(kind.name()) + '\n' + joined(clues_of(kind, question), question.cols);
}

std::optional<ReadPuzzle> PencilKind::read_grid(std::span<const std::string> rows) const {
    if (rows.empty()) return ReadPuzzle();
    const bool symbols = std::none_of(
        rows.begin(), rows.end(), [](const std::string& row) { return row.find_first_of(" \t") < row.find_last_not_of(" \t"); });
    Cells clues;
    std::size_t cols = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Cells here = between_blanks(rows[row]);
        if (symbols) {
            here.clear();
            for (const char c : rows[row]) here.emplace_back(1, c);
        }
        if (row == 0) cols = here.size();
        if (here.size() != cols || cols > kMostSide || row >= kMostSide)
            fail(std::string(name()), "row " + std::to_string(row + 1),
                 cols > kMostSide || row >= kMostSide ? "at most 64 rows and columns"
                                                      : std::to_string(cols) + " cells, as the row above",
                 std::to_string(here.size()) + " cells");
        for (const std::string& cell : here) clues.push_back(cell == "-" || cell == "_" ? "." : cell);
    }
    return pencil_question(*this, board_of_clues(count_of(rows), static_cast<int>(cols), clues));
}

std::string pencil_pzprv3(const PencilKind& kind, const Board& question, const Digits& answer) {
    const auto digit_of = [&](int cell) { return at(answer, cell); };
    const auto filled = [&](int cell) -> std::string {
        if (digit_of(cell) == 0) return kind.blank_cells_are_marked() ? "+" : ".";
        return kind.digits().size() == 2 ? "#" : std::to_string(digit_of(cell));
    };
    std::string text = "pzprv3\n" + std::string(kind.name()) + '\n' + std::to_string(question.rows) + '\n' +
                       std::to_string(question.cols) + '\n';
    Cells clues = clues_of(kind, question), answers(clues.size(), ".");
    if (kind.has_rooms()) {
        std::map<std::string, int> numbers;
        Cells rooms;
        for (std::string& clue : clues) {
            const std::string name = room_of(clue);
            rooms.push_back(std::to_string(numbers.emplace(name, count_of(numbers)).first->second));
            clue = clue.size() > name.size() ? clue.substr(name.size()) : ".";
        }
        text += std::to_string(numbers.size()) + '\n' + joined(rooms, question.cols);
    }
    for (int cell = 0; cell < question.cells(); ++cell) {
        std::string& clue = at(clues, cell);
        for (char& c : clue)
            if (c == '?' || c == '#') c = kind.unnumbered();
        const bool open = !kind.digit(kind.opened(question[cell]));
        if (open) at((kind.answers_apart() ? answers : clues), cell) = filled(cell);
    }
    return text + joined(clues, question.cols) + (kind.answers_apart() ? joined(answers, question.cols) : "");
}

ReadPuzzle PencilKind::read_pzprv3(std::span<const std::string> lines) const {
    Pzprv3Lines in(lines);
    const int rows = in.number(1, kMostSide), cols = in.number(1, kMostSide);
    Cells rooms;
    if (has_rooms()) {
        const int count = in.number(1, rows * cols);
        rooms = in.grid(rows, cols);
        for (std::string& room : rooms) {
            const auto number = whole_number(room);
            if (!number || *number >= count)
                fail("pzprv3", "rooms", "numbers from 0 to " + std::to_string(count - 1), "'" + room + "'");
            room = room_name(*number);
        }
    }
    Cells clues = in.grid(rows, cols), answers(clues.size(), ".");
    if (answers_apart()) {
        if (!in.done()) answers = in.grid(rows, cols);
    } else {
        for (std::size_t cell = 0; cell < clues.size(); ++cell)
            if (clues[cell] == "#" || clues[cell] == "+") std::swap(clues[cell], answers[cell]);
    }
    for (std::size_t cell = 0; cell < clues.size(); ++cell) {
        for (char& c : clues[cell])
            if (c == unnumbered()) c = '?';
        if (has_rooms()) clues[cell] = rooms[cell] + (clues[cell] == "." ? "" : clues[cell]);
    }
    ReadPuzzle read = pencil_question(*this, board_of_clues(rows, cols, clues));
    const auto allowed = digits();
    bool any = false;
    std::string line;
    for (std::size_t cell = 0; cell < answers.size(); ++cell) {
        const std::string& text = answers[cell];
        const int digit = text == "." || text == "+" ? 0 : text == "#" ? 1 : text.size() == 1 ? text[0] - '0' : -1;
        if (std::find(allowed.begin(), allowed.end(), digit) == allowed.end())
            fail("pzprv3", "the answer", "a symbol of an answer, or . for nothing", "'" + text.substr(0, 20) + "'");
        any = any || digit > 0;
        line += static_cast<char>('0' + digit);
    }
    if (any) read.answer = read.puzzle->read_answer(read.question, line);
    return read;
}

Digits pencil_moves(const PencilKind& kind, const Board& question, std::span<const std::string> moves) {
    Digits answer(question.tokens.size());
    const bool corners = kind.digits().size() > 2;
    for (const std::string& move : moves) {
        Cells parts;
        std::istringstream in(move);
        for (std::string part; std::getline(in, part, ',');)
            parts.push_back(part.substr(std::min(part.find_first_not_of(' '), part.size())));
        const auto bad = [&] {
            fail("moves", "", "mouse,left,X,Y within the board, in half cells", "'" + move.substr(0, 40) + "'");
        };
        if (parts.size() >= 2 && parts[0] == "mouse" && parts[1].starts_with("right")) continue;  // a player's own marks
        if (parts.size() < 4 || parts.size() % 2 != 0 || parts[0] != "mouse" || parts[1] != "left") bad();
        std::vector<double> points;
        for (std::size_t i = 2; i < parts.size(); ++i) {
            const double value = parse_number<double>(parts[i]).value_or(-1);
            if (!(value > 0 && value <= 2 * kMostSide)) bad();
            points.push_back(value);
        }
        const auto click = [&](double x, double y) {
            const int col = static_cast<int>(x / 2), row = static_cast<int>(y / 2);
            if (!question.holds(row, col)) bad();
            const bool right = x > 2 * col + 1, below = y > 2 * row + 1;
            // Black corners: 2 below left, 3 below right, 4 above right, 5 above left.
            at(answer, question.cell(row, col)) = !corners ? 1 : below ? (right ? 3 : 2) : (right ? 4 : 5);
        };
        click(points[0], points[1]);
        for (std::size_t i = 2; i + 1 < points.size(); i += 2) {  // a stroke through every cell up to the next point
            const double from_x = points[i - 2], from_y = points[i - 1], x = points[i], y = points[i + 1];
            const int steps = static_cast<int>(std::lround(std::max(std::abs(x - from_x), std::abs(y - from_y)) / 2));
            for (int step = 1; step <= steps; ++step)
                click(from_x + (x - from_x) * step / steps, from_y + (y - from_y) * step / steps);
        }
    }
    return answer;
}

}  // namespace ptrm
