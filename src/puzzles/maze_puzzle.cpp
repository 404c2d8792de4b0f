#include <algorithm>
#include <numeric>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle.hpp"
#include "puzzles/frame.hpp"
#include "puzzles/kinds.hpp"
#include "puzzles/maze.hpp"
#include "puzzles/turns.hpp"

namespace ptrm {
namespace {

constexpr std::int32_t kOpen = 2, kPath = 5;

/// A maze in a frame of one size, in which smaller mazes are padded.
class MazePuzzle final : public Puzzle {
public:
    explicit MazePuzzle(Task task) : Puzzle(std::move(task)) {}

    int vocab_size() const override { return 6; }

    /// An open cell is answered by itself or by the path. That it is no way cannot be given, for it would look as before.
    std::vector<std::int32_t> choices(std::int32_t token) const override {
        return token == kOpen ? std::vector<std::int32_t>{kOpen, kPath} : std::vector<std::int32_t>{token};
    }

    bool is_padding(std::int32_t token) const override { return token == 0; }

    std::vector<Fault> question_faults(Tokens question) const override {
        int starts = 0, goals = 0;
        for (int cell = 0; cell < count_of(question); ++cell) {
            const std::int32_t token = at(question, cell);
            if (token < 0 || token > kPath) return {{{cell}, "no token of a maze"}};
            starts += token == 3 ? 1 : 0;
            goals += token == 4 ? 1 : 0;
        }
        if (starts != 1 || goals != 1) return {{{}, "other than one S and one G"}};
        return {};
    }

    std::vector<Fault> answer_faults(Tokens question, Tokens answer) const override {
        if (maze_solves(maze(question), maze(answer))) return {};
        Fault fault{{}, "no shortest way from S to G"};
        for (int cell = 0; cell < count_of(answer); ++cell)
            if (const std::int32_t given = at(question, cell), now = at(answer, cell);
                now == kPath || (now != given && given != 0))
                fault.cells.push_back(cell);
        return {fault};
    }
    bool solves(Tokens question, Tokens answer) const override { return maze_solves(maze(question), maze(answer)); }

    std::uint64_t copies(Tokens) const override { return task().rows == task().cols ? 8 : 4; }
    std::optional<Symmetry> copy(Tokens question, std::uint64_t seed, std::uint64_t number) const override {
        const std::uint64_t all = copies(question);
        if (number % all == 0) return std::nullopt;
        std::vector<int> order(all - 1);
        std::iota(order.begin(), order.end(), 1);
        Random random(seed, 0);
        random.shuffle(order);
        return Symmetry{turned_cells(task().rows, task().cols, order[number % all - 1]), {0, 1, 2, 3, 4, 5}};
    }

    std::string question_line(Tokens question) const override { return maze_line(board(question, question)); }
    std::string answer_line(Tokens question, Tokens answer) const override { return maze_line(board(question, answer)); }
    std::vector<std::int32_t> read_answer(Tokens, std::string_view line) const override {
        return maze_tokens(parse_maze(line, task().rows, task().cols));
    }
    std::string drawing(Tokens question, Tokens answer, Colours) const override { return maze_drawing(board(question, answer)); }

    std::string svg(Tokens question, Tokens answer) const override {
        const Maze shown = board(question, answer);
        const auto px = [](int v) { return std::to_string(v); };
        std::string text =
            "<svg viewBox=\"-2 -2 " + px(40 * shown.cols + 4) + ' ' + px(40 * shown.rows + 4) + "\" class=\"maze\">";
        const bool right = solves(question, answer);
        for (int cell = 0; cell < shown.rows * shown.cols; ++cell) {
            const char symbol = at(shown.cells, cell);
            const std::string name = symbol == '#' ? "black" : symbol == 'o' ? (right ? "lit" : "lit fault") : "open";
            const int x = cell % shown.cols * 40, y = cell / shown.cols * 40;
            text += "<rect x=\"" + px(x) + "\" y=\"" + px(y) + "\" width=\"40\" height=\"40\" class=\"" + name + "\"/>";
            if (symbol == 'S' || symbol == 'G')
                text += "<text x=\"" + px(x + 20) + "\" y=\"" + px(y + 28) + "\" class=\"clue\">" + symbol + "</text>";
        }
        return text + "</svg>";
    }

private:
    /// In the whole frame, padding as walls.
    Maze maze(Tokens tokens) const { return maze_from_tokens(task().rows, task().cols, tokens); }
    /// The part of the frame that the question fills.
    Maze board(Tokens question, Tokens tokens) const {
        int rows = 0, cols = 0;
        for (int cell = 0; cell < task().rows * task().cols; ++cell) {
            if (at(question, cell) == 0) continue;
            rows = std::max(rows, cell / task().cols + 1);
            cols = std::max(cols, cell % task().cols + 1);
        }
        const Maze whole = maze(tokens);
        Maze part{rows, cols, {}};
        for (int row = 0; row < rows; ++row) part.cells += whole.cells.substr(to_size(row * task().cols), to_size(cols));
        return part;
    }
};

class MazeKind final : public PuzzleKind {
public:
    std::string_view name() const override { return "maze"; }
    std::shared_ptr<const Puzzle> puzzle(const Task& task) const override {
        if (task.rows < 1 || task.cols < 1 || task.rows > 256 || task.cols > 256)
            throw Error(ErrorCode::bad_argument, "maze", "", "1 to 256 rows and columns",
                        std::to_string(task.rows) + " x " + std::to_string(task.cols));
        return std::make_shared<MazePuzzle>(task);
    }
    std::shared_ptr<const Puzzle> default_puzzle(int cells, int vocab_size) const override {
        const auto square = PuzzleKind::default_puzzle(cells, vocab_size);
        return square ? puzzle(maze_task(square->task().rows, square->task().cols)) : nullptr;
    }
    std::optional<ReadPuzzle> read(std::string_view) const override { return std::nullopt; }

    std::string_view makes() const override {
        return "Mazes with one shortest way from S to G, cells # . S G and o; rating = its length";
    }
    std::span<const MakerOption> maker_options() const override {
        static constexpr MakerOption kOptions[] = {
            {"rows", "height", "30"},
            {"cols", "width", "30"},
            {"least-distance", "steps from S to G, or more", "110"},
            {"walls",
             "strewn at random, percent of the cells, LOW:HIGH, as in Maze-Hard (30:45), instead of corridors; of the shortest "
             "ways the answer is the first to go down, left, right, up",
             ""},
            TrainingSizes::kSmallest,
            TrainingSizes::kLargest};
        return kOptions;
    }
    std::unique_ptr<PuzzleMaker> maker(const MakerSettings& settings, const SatMaker&) const override {
        return make_maze_maker(settings);
    }
    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question,
                                                                  const SatMaker&) const override {
        std::vector<std::vector<std::int32_t>> found;
        for (const Maze& answer : maze_answers(maze_from_tokens(puzzle.task().rows, puzzle.task().cols, question)))
            found.push_back(maze_tokens(answer));
        return found;
    }
};

}  // namespace

const PuzzleKind& maze_kind() {
    static const MazeKind kind;
    return kind;
}

bool is_maze(const Puzzle* puzzle) { return puzzle != nullptr && puzzle->task().puzzle == "maze"; }

Task maze_task(int rows, int cols) {
    Task task;
    task.puzzle = "maze";
    task.rows = rows;
    task.cols = cols;
    task.tokens = kMazeSymbols;
    return task;
}

}  // namespace ptrm
