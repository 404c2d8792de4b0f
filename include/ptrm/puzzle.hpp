#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ptrm/architecture.hpp"
#include "ptrm/index.hpp"
#include "ptrm/puzzle_maker.hpp"
#include "ptrm/sat.hpp"
#include "ptrm/symmetry.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// A grid: a token per cell, row-major.
using Tokens = std::span<const std::int32_t>;

/// What a terminal can show: none, the usual palette of 256, or any.
enum class Colours { none, palette, all };

/// What is wrong with a question or an answer, and in which cells.
struct Fault {
    std::vector<int> cells;  ///< where
    std::string text;        ///< "two lamps see each other in row 3"
};

/// A kind of puzzle at a size: how its grids are written, drawn and checked. Constant, and shared by threads. A grid of a
/// caller's own kind goes by the same functions: derive from this, and hand it to Solver. Only answer_faults() has to be there;
/// choices() makes a search tree possible.
class Puzzle {
public:
    virtual ~Puzzle() = default;

    /// Kind, size and symbols, as a model file says them under `ptrm_task`.
    const Task& task() const { return task_; }
    /// rows * cols.
    int cells() const { return task_.rows * task_.cols; }
    /// Tokens that a cell can be; token 0 is no cell of the board, which pads a board that is smaller than the puzzle.
    virtual int vocab_size() const { return count_of(task_.tokens); }
    /// The tokens that may answer a cell that a question shows as `token`. Of a given cell that is the token itself alone.
    virtual std::vector<std::int32_t> choices(std::int32_t token) const { return {token}; }

    /// Whether a cell that a question shows as `token` is none of its board, but pads it to the puzzle's size: networks were not
    /// trained to answer anything there, and the answer is the token again.
    virtual bool pads(std::int32_t) const { return false; }

    /// What a network may be told of each cell beside its token: rows of its table of hints, the same number for every cell, cell
    /// by cell, -1 for none. They follow from the tokens alone, but a small network learns the rules only where it need not find
    /// them out: of heyawake the room, and how far it reaches. Empty for a kind without.
    virtual std::vector<std::int32_t> hints(Tokens) const { return {}; }
    /// Rows of that table.
    virtual int hint_rows() const { return 0; }

    /// Why this is no question of the kind; empty if it is one. Whether it has an answer is not looked into.
    virtual std::vector<Fault> question_faults(Tokens) const { return {}; }
    /// Every rule that the answer breaks, and every given that it does not keep.
    virtual std::vector<Fault> answer_faults(Tokens question, Tokens answer) const = 0;
    /// Whether an answer obeys the rules and keeps what the question gives.
    virtual bool solves(Tokens question, Tokens answer) const { return answer_faults(question, answer).empty(); }
    /// Whether question and rules tell what is right. Of ARC they do not: only who posed a task knows; solves() is then false.
    virtual bool has_rules() const { return true; }

    /// Copy number `number` of the endless sequence that `seed` defines: a change of the grid that leaves `question` the same
    /// puzzle; nothing where it changes nothing, as number 0 always does.
    virtual std::optional<Symmetry> copy(Tokens question, std::uint64_t seed, std::uint64_t number) const;
    /// How many copies of a question differ, as far as that is worth knowing; 1 where there is none but itself.
    virtual std::uint64_t copies(Tokens question) const;

    /// A question, and an answer to it, as one line of text each: where a kind has no other way, the symbols of Task::tokens.
    virtual std::string question_line(Tokens question) const;
    /// An answer in one line, as puzzle files and `--format line` have it.
    virtual std::string answer_line(Tokens question, Tokens answer) const;
    /// The reverse of answer_line(). @throws Error (bad_puzzle)
    virtual std::vector<std::int32_t> read_answer(Tokens question, std::string_view line) const;
    /// The answer that clicks and keys in puzz.link's player come to: "mouse,left,X,Y" in half cells, "key,D", as the golden
    /// puzzles of Pencil Puzzle Bench list them. @throws Error (bad_puzzle)
    virtual std::vector<std::int32_t> read_moves(Tokens question, std::span<const std::string> moves) const;
    /// A question as a grid of several lines under the name of its kind, which read_puzzles() reads.
    virtual std::string question_text(Tokens question) const { return question_line(question) + '\n'; }
    /// A file for puzz.link's player, the answer filled in. @throws Error (bad_argument) for a kind that it does not have
    virtual std::string pzprv3(Tokens question, Tokens answer) const;
    /// An answer over several lines; with colours for a terminal, clues and answer told apart.
    virtual std::string drawing(Tokens question, Tokens answer, Colours colours = Colours::none) const;
    /// The same as a picture, a whole `<svg>` element; cells in which a rule is broken are marked.
    virtual std::string svg(Tokens question, Tokens answer) const;

protected:
    /// For a kind of its own.
    explicit Puzzle(Task task) : task_(std::move(task)) {}

private:
    Task task_;
};

/// A question as it was read, at its own size.
struct ReadPuzzle {
    std::shared_ptr<const Puzzle> puzzle;  ///< whose question it is
    std::vector<std::int32_t> question;    ///< its tokens
    std::vector<std::int32_t> answer;      ///< empty where none came along
};

/// A kind of puzzle, for any size.
class PuzzleKind {
public:
    virtual ~PuzzleKind() = default;
    /// The name by which tasks, programs and model files know it: "sudoku", "lightup".
    virtual std::string_view name() const = 0;
    /// Other names under which addresses know it.
    virtual std::vector<std::string_view> aliases() const { return {}; }
    /// The puzzle of a model's task. @throws Error (bad_argument) for sizes that it cannot have
    virtual std::shared_ptr<const Puzzle> puzzle(const Task& task) const = 0;
    /// A question from an address or another text of one line that tells its own size, or nothing where it is none of this kind.
    /// @throws Error (bad_puzzle), `where` naming the place, for one that is malformed
    virtual std::optional<ReadPuzzle> read(std::string_view text) const = 0;
    /// A question from the rows of a text grid, as Puzzle::question_text() writes them below the name; nothing for a kind whose
    /// grids go without its name. @throws Error (bad_puzzle), `where` naming the row
    virtual std::optional<ReadPuzzle> read_grid(std::span<const std::string> rows) const;
    /// A question, with what is filled in of its answer, from the lines of a pzprv3 file behind the kind's name.
    /// @throws Error (bad_puzzle), `where` naming the line
    virtual ReadPuzzle read_pzprv3(std::span<const std::string> lines) const;
    /// The usual puzzle with so many cells and tokens; null if there is none. For checkpoints that do not say what they solve.
    virtual std::shared_ptr<const Puzzle> usual(int cells, int vocab_size) const;
    /// Whether a question of the puzzle `small` can be asked as one of `large`, with cells of padding below and to the right.
    virtual bool fits(const Puzzle& small, const Puzzle& large) const;

    /// What puzzles are made, in a line of help; empty where none can be.
    virtual std::string_view makes() const { return {}; }
    /// What they can be asked to be.
    virtual std::span<const MakerOption> maker_options() const { return {}; }
    /// @param sat for kinds whose puzzles only such a solver can prove. @return null where none can be made
    /// @throws Error (bad_argument) for wishes that make no sense
    virtual std::unique_ptr<PuzzleMaker> maker(const MakerWishes& wishes, const SatMaker& sat) const;
    /// The answers of a question, up to two of them; nothing where that cannot be found out within reason.
    virtual std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question,
                                                                          const SatMaker& sat) const;
    /// A text that two questions with one answer share exactly if a symmetry makes one the other; empty where none is known.
    virtual std::string canonical_form(const Puzzle& puzzle, Tokens question, Tokens answer) const;
    /// Whether canonical_form() can be asked for.
    virtual bool has_canonical_form() const { return false; }
};

/// All kinds there are, in one table.
std::span<const PuzzleKind* const> puzzle_kinds();
/// Their names between commas, for errors.
std::string puzzle_kind_names();
/// By name or alias; null if there is none.
const PuzzleKind* find_puzzle_kind(std::string_view name);
/// The puzzle of a task. Where that names no kind, that of a usual Sudoku which has its sizes; null if there is none.
std::shared_ptr<const Puzzle> puzzle_of(const Task& task, const Architecture& architecture);

/// What a model of an architecture is told of a question beside its tokens, see Puzzle::hints(); empty where its architecture has
/// no table of hints. @throws Error (bad_argument) where the puzzle's hints are not the table's
std::vector<std::int32_t> hints_of(const Puzzle* puzzle, const Architecture& architecture, Tokens question);

/// Whether two tasks are of one kind, size and shape of boxes.
bool same_puzzle(const Task& a, const Task& b);

/// A question or answer of `small` within the larger frame of `large`, padded with token 0; and back.
std::vector<std::int32_t> pad(const Puzzle& small, const Puzzle& large, Tokens grid);
/// What of a grid of the large puzzle is in the frame of the small one, see fit().
std::vector<std::int32_t> crop(const Puzzle& large, const Puzzle& small, Tokens grid);

}  // namespace ptrm
