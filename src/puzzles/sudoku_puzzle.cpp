#include <algorithm>
#include <cstdio>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "puzzles/generate.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/pencil/pzprv3_lines.hpp"
#include "puzzles/sudoku.hpp"
#include "puzzles/units.hpp"

namespace ptrm {
namespace {

class SudokuPuzzle final : public Puzzle {
public:
    SudokuPuzzle(Task task, SudokuShape shape) : Puzzle(std::move(task)), shape_(shape), units_(sudoku_units(shape)) {}

    int vocab_size() const override { return shape_.side() + 2; }

    std::vector<std::int32_t> choices(std::int32_t token) const override {
        if (token != 1) return {token};
        std::vector<std::int32_t> digits;
        for (int digit = 1; digit <= shape_.side(); ++digit) digits.push_back(digit + 1);
        return digits;
    }

    std::vector<Fault> question_faults(Tokens question) const override {
        for (int cell = 0; cell < count_of(question); ++cell)
            if (at(question, cell) < 1 || at(question, cell) >= vocab_size()) return {{{cell}, "no blank and no digit"}};
        return conflicts(grid(question));
    }

    std::vector<Fault> answer_faults(Tokens question, Tokens answer) const override {
        const Sudoku clues = grid(question), filled = grid(answer);
        std::vector<Fault> faults = conflicts(filled);
        Fault blank{{}, "a cell without a digit"}, changed{{}, "a clue is changed"};
        for (int cell = 0; cell < shape_.cells(); ++cell) {
            const int clue = at(clues.cells, cell), digit = at(filled.cells, cell);
            if (digit == 0) blank.cells.push_back(cell);
            if (clue != 0 && clue != digit) changed.cells.push_back(cell);
        }
        for (Fault* fault : {&blank, &changed})
            if (!fault->cells.empty()) faults.push_back(std::move(*fault));
        return faults;
    }

    /// sudoku_solves() on tokens, for it is asked after many a supervision step: without grids.
    bool solves(Tokens question, Tokens answer) const override {
        const std::size_t cells = to_size(shape_.cells());
        if (question.size() != cells || answer.size() != cells) return false;
        for (std::size_t cell = 0; cell < cells; ++cell)
            if (question[cell] > 1 && question[cell] < vocab_size() && question[cell] != answer[cell]) return false;
        for (int unit = 0; unit < units_.count(); ++unit) {
            std::uint32_t digits = 0;
            for (const int cell : units_.cells_of(unit)) {
                const std::int32_t token = at(answer, cell);
                if (token < 2 || token >= vocab_size()) return false;
                digits |= 1u << (token - 2);
            }
            if (digits != (1u << shape_.side()) - 1) return false;
        }
        return true;
    }

    std::optional<Symmetry> copy(Tokens, std::uint64_t seed, std::uint64_t number) const override {
        if (number == 0) return std::nullopt;
        return sudoku_symmetry(shape_, seed, number);
    }
    std::uint64_t copies(Tokens) const override { return UINT64_MAX; }

    std::string question_line(Tokens question) const override { return sudoku_line(grid(question)); }
    std::string answer_line(Tokens, Tokens answer) const override { return sudoku_line(grid(answer)); }
    std::vector<std::int32_t> read_answer(Tokens, std::string_view line) const override {
        return sudoku_tokens(parse_sudoku(line, shape_));
    }
    std::string question_text(Tokens question) const override {
        const std::string line = question_line(question);
        std::string text;
        for (int row = 0; row < shape_.side(); ++row)
            text += line.substr(to_size(row * shape_.side()), to_size(shape_.side())) + '\n';
        return text;
    }
    std::string pzprv3(Tokens question, Tokens answer) const override {
        const Sudoku clues = grid(question), filled = grid(answer);
        std::string text = "pzprv3\nsudoku\n" + std::to_string(shape_.side()) + '\n', below;
        for (int cell = 0; cell < shape_.cells(); ++cell) {
            const std::size_t i = to_size(cell);
            const char end = (cell + 1) % shape_.side() == 0 ? '\n' : ' ';
            const auto number = [](int digit) { return digit == 0 ? std::string(".") : std::to_string(digit); };
            text += number(clues.cells[i]) + end;
            below += (clues.cells[i] != 0 ? "." : number(filled.cells[i])) + end;
        }
        return text + below;
    }
    /// A click chooses a cell, a key its digit.
    std::vector<std::int32_t> read_moves(Tokens question, std::span<const std::string> moves) const override {
        std::vector<std::int32_t> answer(question.begin(), question.end());
        int cell = 0;
        for (const std::string& move : moves) {
            int x = 0, y = 0, digit = 0;
            if (std::sscanf(move.c_str(), "mouse,left, %d, %d", &x, &y) == 2 && x > 0 && y > 0 && x < 2 * shape_.side() &&
                y < 2 * shape_.side())
                cell = y / 2 * shape_.side() + x / 2;
            else if (std::sscanf(move.c_str(), "key, %d", &digit) == 1 && digit >= 1 && digit <= shape_.side())
                at(answer, cell) = digit + 1;
            else
                throw Error(ErrorCode::bad_puzzle, "moves", "", "mouse,left,X,Y or key,DIGIT within the grid",
                            "'" + move.substr(0, 40) + "'");
        }
        return answer;
    }
    std::string drawing(Tokens question, Tokens answer, Colours colours) const override {
        const Sudoku clues = grid(question);
        return sudoku_drawing(grid(answer), &clues, colours != Colours::none);
    }

    std::string svg(Tokens question, Tokens answer) const override {
        const int side = shape_.side();
        const Sudoku clues = grid(question), filled = grid(answer);
        const auto px = [](int v) { return std::to_string(v); };
        std::string text = "<svg viewBox=\"-2 -2 " + px(40 * side + 4) + ' ' + px(40 * side + 4) + "\" class=\"sudoku\">";
        std::vector<char> wrong(clues.cells.size());
        for (const Fault& fault : answer_faults(question, answer))
            for (const int cell : fault.cells) at(wrong, cell) = 1;
        for (int cell = 0; cell < shape_.cells(); ++cell) {
            const int x = cell % side * 40, y = cell / side * 40;
            const std::size_t i = to_size(cell);
            text += "<rect x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"40\" height=\"40\" class=\"white\"/>";
            if (wrong[i])
                text += "<rect x=\"" + px(x + 2) + "\" y=\"" + px(y + 2) + "\" width=\"36\" height=\"36\" class=\"fault\"/>";
            if (filled.cells[i] != 0)
                text += "<text x=\"" + px(x + 20) + "\" y=\"" + px(y + 28) + "\" class=\"" +
                        (clues.cells[i] != 0 ? "clue" : "answer") + "\">" + sudoku_symbol(filled.cells[i]) + "</text>";
        }
        for (int line = 0; line <= side; ++line) {
            if (line % shape_.box_rows == 0)
                text += "<path d=\"M0 " + px(40 * line) + "H" + px(40 * side) + "\" class=\"wall\"/>";
            if (line % shape_.box_cols == 0)
                text += "<path d=\"M" + px(40 * line) + " 0V" + px(40 * side) + "\" class=\"wall\"/>";
        }
        return text + "</svg>";
    }

private:
    Sudoku grid(Tokens tokens) const { return sudoku_from_tokens(shape_, tokens); }

    std::vector<Fault> conflicts(const Sudoku& filled) const {
        if (const auto conflict = sudoku_conflict(filled))
            return {{{conflict->first_cell, conflict->second_cell}, conflict->text}};
        return {};
    }

    SudokuShape shape_;
    const SudokuUnits& units_;
};

class SudokuKind final : public PuzzleKind {
public:
    std::string_view name() const override { return "sudoku"; }

    std::shared_ptr<const Puzzle> puzzle(const Task& task) const override {
        const SudokuShape shape{task.box_rows, task.box_cols};
        shape.validate();
        if (task.rows != shape.side() || task.cols != shape.side())
            throw Error(ErrorCode::bad_argument, "sudoku", "",
                        "rows and columns equal to the side " + std::to_string(shape.side()),
                        std::to_string(task.rows) + " x " + std::to_string(task.cols));
        if (!task.tokens.empty() && task.tokens != sudoku_task(shape).tokens)
            throw Error(ErrorCode::bad_argument, "sudoku", "tokens",
                        "'_.' and the digits up to the side, as the official data sets number them", "'" + task.tokens + "'");
        return std::make_shared<SudokuPuzzle>(task, shape);
    }

    std::optional<ReadPuzzle> read(std::string_view text) const override {
        const auto body = address_of(*this, text);
        if (!body) return std::nullopt;
        const auto shape = body->rows == body->cols ? SudokuShape::of_side(body->rows) : std::nullopt;
        if (!shape)
            throw Error(ErrorCode::bad_puzzle, "address", "", "the size of a usual Sudoku",
                        std::to_string(body->cols) + " x " + std::to_string(body->rows));
        std::vector<std::int32_t> tokens(to_size(shape->cells()), 1);
        BodyReader in(body->text, shape->cells());
        while (!in.done()) {
            if (in.skipped()) continue;
            const auto digit = in.hex_number();
            if (!digit || *digit < 1 || *digit > shape->side()) in.fail("a digit from 1 to " + std::to_string(shape->side()));
            at(tokens, in.cell()) = *digit + 1;
            in.skip(1);
        }
        in.finish();
        return ReadPuzzle{puzzle(sudoku_task(*shape)), std::move(tokens), {}};
    }

    ReadPuzzle read_pzprv3(std::span<const std::string> lines) const override {
        Pzprv3Lines in(lines);
        const int side = in.number(1, 16);
        const auto shape = SudokuShape::of_side(side);
        if (!shape) throw Error(ErrorCode::bad_puzzle, "pzprv3", "line 3", "the side of a usual Sudoku", std::to_string(side));
        const auto digits = [&](std::vector<std::int32_t>& tokens) {
            bool any = false;
            const auto cells = in.grid(side, side);
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                if (cells[cell] == "." || cells[cell] == "-") continue;
                const auto digit = whole_number(cells[cell]);
                if (!digit || *digit < 1 || *digit > side)
                    throw Error(ErrorCode::bad_puzzle, "pzprv3", in.where(), "digits up to " + std::to_string(side),
                                "'" + cells[cell].substr(0, 20) + "'");
                tokens[cell] = *digit + 1;
                any = true;
            }
            return any;
        };
        ReadPuzzle read{puzzle(sudoku_task(*shape)), std::vector<std::int32_t>(to_size(shape->cells()), 1), {}};
        digits(read.question);
        std::vector<std::int32_t> answer = read.question;
        if (!in.done() && digits(answer)) read.answer = std::move(answer);
        return read;
    }

    std::shared_ptr<const Puzzle> default_puzzle(int cells, int vocab_size) const override {
        if (vocab_size < 3 || vocab_size > 18) return nullptr;
        const auto shape = SudokuShape::of_side(vocab_size - 2);
        return shape && shape->cells() == cells ? puzzle(sudoku_task(*shape)) : nullptr;
    }

    std::string_view makes() const override { return "Sudoku puzzles; rating = guesses of a backtracking solver with singles"; }
    std::span<const MakerOption> maker_options() const override {
        static constexpr MakerOption kOptions[] = {
            {"box", "shape of a box, ROWSxCOLUMNS", "3x3"},
            {"clues", "number of clues, drawn from LO:HI, or 'minimal': no clue can be spared", "24:36"},
            {"hard", "improve minimal puzzles towards a high rating, by so many trials (200)", "", "200"}};
        return kOptions;
    }
    std::unique_ptr<PuzzleMaker> maker(const MakerSettings& settings, const SatMaker&) const override {
        return make_sudoku_maker(settings);
    }
    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question,
                                                                  const SatMaker&) const override {
        std::vector<std::vector<std::int32_t>> found;
        for (const Sudoku& answer : sudoku_solutions(sudoku_from_tokens(shape_of(puzzle), question)))
            found.push_back(sudoku_tokens(answer));
        return found;
    }
    std::string canonical_form(const Puzzle& puzzle, Tokens question, Tokens answer) const override {
        const SudokuShape shape = shape_of(puzzle);
        return sudoku_canonical_form(sudoku_from_tokens(shape, question), sudoku_from_tokens(shape, answer));
    }
    bool has_canonical_form() const override { return true; }

    bool fits(const Puzzle& small, const Puzzle& large) const override {
        return small.task().puzzle == large.task().puzzle && small.task().box_rows == large.task().box_rows &&
               small.task().box_cols == large.task().box_cols;
    }

private:
    static SudokuShape shape_of(const Puzzle& puzzle) { return {puzzle.task().box_rows, puzzle.task().box_cols}; }
};

}  // namespace

const PuzzleKind& sudoku_kind() {
    static const SudokuKind kind;
    return kind;
}

Task sudoku_task(SudokuShape shape) {
    Task task;
    task.puzzle = "sudoku";
    task.rows = task.cols = shape.side();
    task.box_rows = shape.box_rows;
    task.box_cols = shape.box_cols;
    task.tokens = std::string("_.123456789ABCDEFG").substr(0, to_size(shape.side()) + 2);
    return task;
}

}  // namespace ptrm
