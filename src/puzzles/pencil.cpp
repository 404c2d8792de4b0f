#include "puzzles/pencil.hpp"

#include <algorithm>
#include <charconv>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

std::int32_t PencilKind::turned(std::int32_t token, int) const { return token; }
void PencilKind::check_question(const Board&, std::vector<Fault>&) const {}

std::vector<std::int32_t> pencil_labels(const PencilKind& kind, const Board& question, const Digits& answer) {
    std::vector<std::int32_t> labels;
    for (int cell = 0; cell < question.cells(); ++cell) labels.push_back(kind.given(question[cell], at(answer, cell)));
    return labels;
}

MadeBoard make_pencil_puzzle(const PencilKind& kind, int rows, int cols, std::uint64_t seed, std::uint64_t index,
                             const SatMaker& sat) {
    Random random(mix64(seed), index);
    for (int tries = 0; tries < 100000; ++tries) {
        auto puzzle = kind.attempt(rows, cols, random, sat);
        if (!puzzle) continue;
        const auto proof = sat();
        pencil_answers(kind, puzzle->question, *proof);
        puzzle->rating = proof->effort();
        return *puzzle;
    }
    throw Error(ErrorCode::bad_argument, std::string(kind.name()), "", "a size of which there are puzzles with one answer",
                std::to_string(rows) + " x " + std::to_string(cols));
}

std::optional<std::vector<Digits>> pencil_answers(const PencilKind& kind, const Board& question, Sat& sat, std::int64_t most) {
    const Formula formula = kind.formula(question, sat);
    std::vector<Digits> answers;
    while (answers.size() < 2) {
        const auto answer = formula.answer(sat, formula.clues, most - sat.effort());
        if (!answer) break;
        if (answer->empty()) return std::nullopt;
        answers.push_back(*answer);
        formula.exclude(sat, *answer);
    }
    return answers;
}

bool shaded_square(const Board& board, const Digits& answer, int cell) {
    const int row = cell / board.cols, col = cell % board.cols;
    if (row + 1 >= board.rows || col + 1 >= board.cols) return false;
    const auto shaded = [&](int c) { return at(answer, c) == 1; };
    return shaded(cell) && shaded(cell + 1) && shaded(cell + board.cols) && shaded(cell + board.cols + 1);
}

bool completes_square(const Board& board, Digits answer, int cell) {
    at(answer, cell) = 1;
    for (int down = -1; down <= 0; ++down)
        for (int right = -1; right <= 0; ++right) {
            const int row = cell / board.cols + down, col = cell % board.cols + right;
            if (board.holds(row, col) && shaded_square(board, answer, board.cell(row, col))) return true;
        }
    return false;
}

void check_shading(const Board& board, const Digits& answer, std::vector<Fault>& faults) {
    for (int cell = 0; cell < board.cells(); ++cell)
        if (shaded_square(board, answer, cell))
            faults.push_back({{cell, cell + 1, cell + board.cols, cell + board.cols + 1}, "a 2x2 square of shaded cells"});
    const auto walls = regions(board, [&](int cell) { return at(answer, cell) == 1; });
    if (walls.size() > 1)
        faults.push_back({*std::min_element(walls.begin(), walls.end(), [](auto& a, auto& b) { return a.size() < b.size(); }),
                          "shaded cells that are cut off from the others"});
}

Formula shading_formula(const Board& board, Sat& sat, const Cuts* cuts) {
    Formula formula;
    for (int cell = 0; cell < board.cells(); ++cell) {
        const int shaded = sat.variable();
        formula.literals.push_back({-shaded, shaded});
    }
    if (cuts != nullptr)
        for (const auto& clause : *cuts) sat.add(clause);
    return formula;
}

void forbid_squares(const Board& board, const Formula& formula, Sat& sat) {
    const auto shaded = [&](int row, int col) { return at(formula.literals, board.cell(row, col))[1]; };
    for (int row = 0; row + 1 < board.rows; ++row)
        for (int col = 0; col + 1 < board.cols; ++col)
            sat.add({-shaded(row, col), -shaded(row, col + 1), -shaded(row + 1, col), -shaded(row + 1, col + 1)});
}

char base36(int digit) { return static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10); }

char BodyReader::take() {
    if (at_ == body_.size()) fail("more of the board");
    return body_[at_++];
}

bool BodyReader::skipped() {
    if (peek() < 'g' || peek() > 'z') return false;
    skip(take() - 'g' + 1);
    return true;
}

int BodyReader::number(int digits, int base) {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
        const char c = peek();
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
        if (digit >= base) fail("a digit of base " + std::to_string(base));
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
    for (; gap_ > 0; gap_ -= std::min(gap_, 20)) text_ += static_cast<char>('g' + std::min(gap_, 20) - 1);
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
