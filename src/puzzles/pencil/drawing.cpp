// Pencil puzzles on a terminal and as SVG.
#include <array>

#include "base/index.hpp"
#include "puzzles/pencil/sides.hpp"

namespace ptrm {
namespace {

/// What is drawn between cells.
Sides walls_of(const PencilKind& kind, const Board& question, const Digits& answer) {
    return kind.strokes() == Strokes::borders ? kind.sides(question, answer) : kind.walls(question);
}

Sides lines_of(const PencilKind& kind, const Board& question, const Digits& answer) {
    return kind.strokes() == Strokes::lines ? kind.sides(question, answer) : Sides(question.tokens.size());
}

/// Cells in rows, with a line of walls above and below each row and a column of them between cells.
class WalledDrawing {
public:
    WalledDrawing(const Board& board, const Sides& walls, const Sides& lines) : board_(board), walls_(walls), lines_(lines) {}

    std::string border(int row) const {
        std::string text;
        for (int col = 0; col <= board_.cols; ++col) {
            const int ends = (wall(row - 1, col, 3) ? kAbove : 0) | (wall(row, col, 0) ? kRight : 0) |
                             (wall(row, col, 3) ? kBelow : 0) | (wall(row, col - 1, 0) ? kLeft : 0);
            text += kJoints[to_size(ends)];
            if (col == board_.cols) break;
            const bool line = row < board_.rows && (at(lines_, board_.cell(row, col)) & kAbove) != 0;
            const std::string bar = wall(row, col, 0) ? "\u2500" : " ";
            text += bar;
            text += line ? "\u2503" : bar;
            text += bar;
        }
        return text + '\n';
    }
    /// What stands left of a cell, and at last right of the last one.
    std::string beside(int row, int col) const {
        const bool line = col < board_.cols && (at(lines_, board_.cell(row, col)) & kLeft) != 0;
        return line ? "\u2501" : wall(row, col, 3) ? "\u2502" : " ";
    }

private:
    /// Whether a wall lies on a side, 0 or 3, of a cell that may be one past the board.
    bool wall(int row, int col, int side) const {
        if (board_.holds(row, col)) return (at(walls_, board_.cell(row, col)) >> side & 1) != 0;
        if (side == 0) --row;
        if (side == 3) --col;
        return board_.holds(row, col) && (at(walls_, board_.cell(row, col)) >> opposite(side) & 1) != 0;
    }

    static constexpr std::array<const char*, 16> kJoints{" ",      "\u2575", "\u2576", "\u2514", "\u2577", "\u2502",
                                                         "\u250c", "\u251c", "\u2574", "\u2518", "\u2500", "\u2534",
                                                         "\u2510", "\u2524", "\u252c", "\u253c"};
    const Board& board_;
    const Sides& walls_;
    const Sides& lines_;
};

}  // namespace

std::string line_symbol(int sides, const std::string& clue) {
    static constexpr std::array<const char*, 16> kLines{"\u00b7", "\u2579", "\u257a", "\u2517", "\u257b", "\u2503",
                                                        "\u250f", "\u2523", "\u2578", "\u251b", "\u2501", "\u253b",
                                                        "\u2513", "\u252b", "\u2533", "\u254b"};
    return ((sides & kLeft) != 0 ? "\u2501" : " ") + (clue.empty() ? kLines[to_size(sides)] : clue);
}

std::string pencil_drawing(const PencilKind& kind, const Board& question, const Digits& answer, Colours colours) {
    const Sides walls = walls_of(kind, question, answer), lines = lines_of(kind, question, answer);
    const WalledDrawing drawing(question, walls, lines);
    std::string text;
    for (int row = 0; row < question.rows; ++row) {
        if (!walls.empty()) text += drawing.border(row);
        for (int col = 0; col < question.cols; ++col) {
            const int cell = question.cell(row, col);
            if (!walls.empty()) text += drawing.beside(row, col);
            const std::string symbol = kind.symbol(question, cell, at(answer, cell));
            const bool clue = kind.digit(question[cell]).has_value();
            text += colours != Colours::none && clue ? "\x1b[1m" + symbol + "\x1b[0m" : symbol;
            if (!walls.empty()) text += (at(lines, cell) & kRight) != 0 ? "\u2501" : " ";
        }
        text += (walls.empty() ? "" : drawing.beside(row, question.cols)) + '\n';
    }
    return walls.empty() ? text : text + drawing.border(question.rows);
}

std::string pencil_svg(const PencilKind& kind, const Board& question, const Digits& answer) {
    const Sides walls = walls_of(kind, question, answer), lines = lines_of(kind, question, answer);
    const int width = 40 * question.cols, height = 40 * question.rows;
    std::string text = "<svg viewBox=\"-2 -2 " + std::to_string(width + 4) + ' ' + std::to_string(height + 4) + "\" class=\"" +
                       std::string(kind.name()) + "\">";
    std::string above;
    for (int cell = 0; cell < question.cells(); ++cell) {
        const int x = cell % question.cols * 40, y = cell / question.cols * 40;
        CellPicture below(x, y), over(x, y);
        kind.picture(question, answer, cell, below);
        if (!walls.empty()) over.walls(at(walls, cell));
        over.lines(at(lines, cell));
        text += below.svg();
        above += over.svg();
    }
    std::vector<Fault> faults;
    kind.check(question, answer, faults);
    for (const Fault& fault : faults)
        for (const int cell : fault.cells)
            above += "<rect x=\"" + std::to_string(cell % question.cols * 40 + 2) + "\" y=\"" +
                     std::to_string(cell / question.cols * 40 + 2) + "\" width=\"36\" height=\"36\" class=\"fault\"><title>" +
                     fault.text + "</title></rect>";
    const std::string frame = "<rect x=\"0\" y=\"0\" width=\"" + std::to_string(width) + "\" height=\"" + std::to_string(height) +
                              "\" class=\"" + (kind.draws_edge() ? "thin frame" : "frame") + "\"/>";
    return text + above + frame + "</svg>";
}

}  // namespace ptrm
