#include <algorithm>
#include <cctype>
#include <numeric>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "puzzles/pencil/address.hpp"
#include "puzzles/pencil/kind.hpp"
#include "puzzles/turns.hpp"

namespace ptrm {
namespace {

/// A pencil puzzle in a frame of one size, in which smaller boards are padded.
class PencilPuzzle final : public Puzzle {
public:
    PencilPuzzle(const PencilKind& kind, Task task) : Puzzle(std::move(task)), kind_(kind) {}

    int vocab_size() const override { return kind_.vocab_size(); }

    std::vector<std::int32_t> choices(std::int32_t token) const override {
        if (token <= 0 || token >= vocab_size() || kind_.digit(token)) return {token};
        std::vector<std::int32_t> tokens;
        for (const int digit : kind_.digits_of(token)) tokens.push_back(kind_.given(token, digit));
        return tokens;
    }

    bool is_padding(std::int32_t token) const override { return token == 0; }

    int hint_rows() const override { return kind_.hint_rows(); }
    std::vector<std::int32_t> hints(Tokens question) const override {
        const Frame frame = frame_of(question);
        const auto of_board = kind_.hints(frame.board);
        if (of_board.empty()) return {};
        const Index each = std::ssize(of_board) / frame.board.cells();
        std::vector<std::int32_t> hints(question.size() * to_size(each), -1);
        for (int cell = 0; cell < frame.board.cells(); ++cell)
            std::copy_n(of_board.begin() + cell * each, each, hints.begin() + in_frame(frame.at, cell) * each);
        return hints;
    }

    std::vector<Fault> question_faults(Tokens question) const override {
        std::vector<Fault> faults;
        if (const auto frame = framed(question, faults)) kind_.check_question(frame->board, faults);
        return moved(std::move(faults), question);
    }

    std::vector<Fault> answer_faults(Tokens question, Tokens answer) const override {
        std::vector<Fault> faults;
        const auto frame = framed(question, faults);
        if (!frame) return faults;
        for (int cell = 0; cell < cells(); ++cell) {
            const std::int32_t asked = at(question, cell), answered = at(answer, cell);
            const bool known = asked <= 0 || kind_.digit(asked).has_value();
            if (known ? answered != asked : answered <= 0 || answered >= vocab_size() || kind_.opened(answered) != asked)
                return {{{cell}, "a given cell is changed"}};
        }
        kind_.check(frame->board, digits(*frame, answer), faults);
        return moved(std::move(faults), question);
    }

    std::uint64_t copies(Tokens question) const override {
        const Extent at = extent(question);
        const int free_rows = task().rows - at.rows, free_cols = task().cols - at.cols;
        return static_cast<std::uint64_t>(turns()) * static_cast<std::uint64_t>(free_rows + 1) *
               static_cast<std::uint64_t>(free_cols + 1) * (renames() ? kNames : 1);
    }

    /// Turns of the frame, and shifts of the board within it, in an order that the seed shuffles, the question itself first; and
    /// where the kind renames tokens, other names for every copy but that one.
    std::optional<Symmetry> copy(Tokens question, std::uint64_t seed, std::uint64_t number) const override {
        if (number == 0) return std::nullopt;
        const std::uint64_t all = copies(question) / (renames() ? kNames : 1);
        std::vector<int> order(all - 1);
        std::iota(order.begin(), order.end(), 1);
        Random random(seed, 0);
        random.shuffle(order);
        const std::uint64_t place = number % all;
        if (place == 0 && !renames()) return std::nullopt;
        Symmetry symmetry = copy_at(question, place == 0 ? 0 : order[place - 1]);
        if (renames()) {
            Random names(seed, number);
            const auto renamed = kind_.renamed(names);
            for (std::int32_t& token : symmetry.tokens) token = at(renamed, token);
        }
        return symmetry;
    }

    std::string question_line(Tokens question) const override {
        const Board board = board_of(question);
        return pencil_address(kind_, board);
    }

    std::string answer_line(Tokens question, Tokens answer) const override {
        const Frame frame = frame_of(question);
        std::string line;
        for (const int digit : digits(frame, answer)) line += base36(digit);
        return line;
    }

    std::vector<std::int32_t> read_answer(Tokens question, std::string_view line) const override {
        const Frame frame = frame_of(question);
        if (line.size() != frame.board.tokens.size())
            throw Error(ErrorCode::bad_puzzle, "answer", "", std::to_string(frame.board.cells()) + " digits",
                        std::to_string(line.size()));
        const auto allowed = kind_.digits();
        std::vector<std::int32_t> answer(question.begin(), question.end());
        for (int cell = 0; cell < frame.board.cells(); ++cell) {
            const int digit = from_base36(at(line, cell));
            if (std::find(allowed.begin(), allowed.end(), digit) == allowed.end())
                throw Error(ErrorCode::bad_puzzle, "answer", "column " + std::to_string(cell + 1), "a digit of an answer",
                            "'" + std::string(1, at(line, cell)) + "'");
            const std::int32_t token = kind_.given(frame.board[cell], digit);
            if (const int shown = *kind_.digit(token); shown != digit)
                throw Error(ErrorCode::bad_puzzle, "answer", "column " + std::to_string(cell + 1),
                            std::string(1, base36(shown)) + ", for the question shows what the cell is",
                            "'" + std::string(1, at(line, cell)) + "'");
            at(answer, in_frame(frame.at, cell)) = token;
        }
        return answer;
    }

    std::vector<std::int32_t> read_moves(Tokens question, std::span<const std::string> moves) const override {
        std::string line;
        for (const int digit : pencil_moves(kind_, board_of(question), moves)) line += base36(digit);
        return read_answer(question, line);
    }

    std::string question_text(Tokens question) const override { return pencil_text(kind_, board_of(question)); }

    std::string pzprv3(Tokens question, Tokens answer) const override {
        const Frame frame = frame_of(question);
        return pencil_pzprv3(kind_, frame.board, digits(frame, answer));
    }

    std::string drawing(Tokens question, Tokens answer, Colours colours) const override {
        const Frame frame = frame_of(question);
        return pencil_drawing(kind_, frame.board, digits(frame, answer), colours);
    }

    std::string svg(Tokens question, Tokens answer) const override {
        const Frame frame = frame_of(question);
        return pencil_svg(kind_, frame.board, digits(frame, answer));
    }

private:
    struct Extent {
        int row = 0, col = 0, rows = 0, cols = 0;
    };
    struct Frame {
        Extent at;
        Board board;
    };

    static constexpr std::uint64_t kNames = 1'000'000;  ///< ways to rename tokens that count as different: more than anybody asks

    bool renames() const {
        Random random(0, 0);
        return !kind_.renamed(random).empty();
    }
    int turns() const { return task().rows == task().cols ? 8 : 4; }

    /// Where in the frame the board lies.
    Extent extent(Tokens grid) const {
        int top = task().rows, left = task().cols, bottom = -1, right = -1;
        for (int row = 0; row < task().rows; ++row)
            for (int col = 0; col < task().cols; ++col) {
                if (at(grid, row * task().cols + col) == 0) continue;
                top = std::min(top, row), bottom = std::max(bottom, row), left = std::min(left, col),
                right = std::max(right, col);
            }
        if (bottom < 0) return {};
        return {top, left, bottom - top + 1, right - left + 1};
    }

    /// A board's cell as one of the frame.
    int in_frame(const Extent& place, int cell) const {
        return (place.row + cell / place.cols) * task().cols + place.col + cell % place.cols;
    }

    Board cut(Tokens grid, const Extent& place) const {
        Board board = Board::filled(place.rows, place.cols);
        for (int cell = 0; cell < board.cells(); ++cell) board[cell] = at(grid, in_frame(place, cell));
        return board;
    }

    Board board_of(Tokens grid) const { return cut(grid, extent(grid)); }
    Frame frame_of(Tokens grid) const {
        const Extent at = extent(grid);
        return {at, cut(grid, at)};
    }

    std::optional<Frame> framed(Tokens question, std::vector<Fault>& faults) const {
        for (int cell = 0; cell < count_of(question); ++cell)
            if (at(question, cell) < 0 || at(question, cell) >= vocab_size()) {
                faults.push_back({{cell}, "no token of " + std::string(kind_.name())});
                return std::nullopt;
            }
        Frame frame = frame_of(question);
        if (std::count(frame.board.tokens.begin(), frame.board.tokens.end(), 0) > 0 || frame.board.cells() == 0) {
            faults.push_back({{}, "a board that is no rectangle"});
            return std::nullopt;
        }
        return frame;
    }

    Digits digits(const Frame& frame, Tokens answer) const {
        const Board filled = cut(answer, frame.at);
        Digits digits;
        for (int cell = 0; cell < filled.cells(); ++cell) {
            const bool known = filled[cell] > 0 && filled[cell] < vocab_size();
            digits.push_back(known ? kind_.digit(filled[cell]).value_or(0) : 0);
        }
        return digits;
    }

    /// Faults of a board as faults of the frame.
    std::vector<Fault> moved(std::vector<Fault> faults, Tokens question) const {
        const Extent at = extent(question);
        if (at.cols == 0) return faults;
        for (Fault& fault : faults)
            for (int& cell : fault.cells) cell = in_frame(at, cell);
        return faults;
    }

    /// Copy `index` of all, 0 being the question as it is: a turn of the frame, then a shift of its cells in a circle.
    Symmetry copy_at(Tokens question, int index) const {
        const int rows = task().rows, cols = task().cols;
        const Extent old = extent(question);
        const int turn = index % turns(), shift = index / turns();
        const std::vector<std::int32_t> turn_cells = turned_cells(rows, cols, turn);
        Symmetry symmetry{{}, {}};
        std::vector<std::int32_t> turned;
        for (const std::int32_t cell : turn_cells) turned.push_back(at(question, cell));
        const Extent now = extent(turned);
        const int down = (old.row + shift) % (rows - now.rows + 1) - now.row;
        const int right = (old.col + shift / (rows - now.rows + 1)) % (cols - now.cols + 1) - now.col;
        for (int row = 0; row < rows; ++row)
            for (int col = 0; col < cols; ++col)
                symmetry.cells.push_back(at(turn_cells, (row - down + rows) % rows * cols + (col - right + cols) % cols));
        for (std::int32_t token = 0; token < vocab_size(); ++token)
            symmetry.tokens.push_back(token == 0 ? 0 : kind_.turned(token, turn));
        for (std::int32_t hint = 0; hint < hint_rows(); ++hint) symmetry.hints.push_back(kind_.turned_hint(hint, turn));
        return symmetry;
    }

    const PencilKind& kind_;
};

}  // namespace

std::shared_ptr<const Puzzle> PencilKind::puzzle(const Task& task) const {
    if (task.rows < 1 || task.rows > kMostSide || task.cols < 1 || task.cols > kMostSide)
        throw Error(ErrorCode::bad_argument, std::string(name()), "", "1 to 64 rows and columns",
                    std::to_string(task.rows) + " x " + std::to_string(task.cols));
    return std::make_shared<PencilPuzzle>(*this, task);
}

std::string pencil_address(const PencilKind& kind, const Board& question) {
    return "https://puzz.link/p?" + std::string(kind.name()) + '/' + std::to_string(question.cols) + '/' +
           std::to_string(question.rows) + '/' + kind.body(question);
}

ReadPuzzle pencil_question(const PencilKind& kind, Board board) {
    Task task;
    task.puzzle = kind.name();
    task.rows = board.rows;
    task.cols = board.cols;
    return {kind.puzzle(task), std::move(board.tokens), {}};
}

std::optional<ReadPuzzle> PencilKind::read(std::string_view text) const {
    const auto address = address_of(*this, text, look_flags());
    if (!address) return std::nullopt;
    return pencil_question(*this, from_body(address->text, address->rows, address->cols));
}

}  // namespace ptrm
