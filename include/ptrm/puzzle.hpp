#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace [[gnu::visibility("default")]] ptrm {

/// A grid: one token per cell, row-major.
using Tokens = std::span<const std::int32_t>;

/// What a model or a puzzle is about: the metadata key `ptrm_task` of a model file.
struct Task {
    std::string puzzle = {};  ///< name of the kind, see PuzzleKind: "sudoku"; any other name for puzzles known from examples only
    int rows = 0;             ///< height of the grid
    int cols = 0;             ///< width of the grid
    int box_rows = 0;         ///< height of a Sudoku box
    int box_cols = 0;         ///< width of a Sudoku box
    std::string tokens = {};  ///< the symbol of every token in order, padding first; empty if a symbol says too little

    // Of puzzles known from examples: a task whose `puzzle` names no kind of the table.
    std::string open = {};        ///< symbols of open cells in a question; empty: '.' if that is a symbol
    std::string answers = {};     ///< symbols that may answer an open cell; empty: all but padding and `open`
    std::vector<int> turns = {};  ///< symmetries of the grid: 1 upside down, 2 mirrored, 4 transposed (first), or sums of these
    std::vector<std::string> swaps = {};  ///< groups of symbols that may be renamed among themselves

    /// Equal in every member.
    bool operator==(const Task&) const = default;
};

/// Colours that a terminal can show: none, the 256-colour palette, or 24 bits.
enum class Colours { none, palette, all };

/// What is wrong with a question or an answer, and in which cells.
struct Fault {
    std::vector<int> cells;  ///< row-major from 0
    std::string text;        ///< "two lamps see each other in row 3"
};

/// A change of a grid that leaves a puzzle the same puzzle: cells move, and tokens are renamed.
struct Symmetry {
    std::vector<std::int32_t> cells;       ///< new cell i is old cell cells[i]
    std::vector<std::int32_t> tokens;      ///< token t becomes tokens[t]
    std::vector<std::int32_t> hints = {};  ///< hint h becomes hints[h], for a kind with PuzzleRules::hints()

    /// @param grid tokens below tokens.size(), as many as cells. @throws Error (bad_argument) for another grid
    std::vector<std::int32_t> apply(Tokens grid) const;
    /// The reverse: maps an answer to a changed question back to the question. @throws Error (bad_argument)
    std::vector<std::int32_t> undo(Tokens grid) const;
};

/// A kind of puzzle at one size, as a search sees it. Immutable and shared by threads. answer_faults() is the only function that
/// a class of your own must write (or override has_rules() if you have no rules); choices() makes tree search possible.
class PuzzleRules {
public:
    virtual ~PuzzleRules() = default;

    /// Kind, size and symbols.
    const Task& task() const { return task_; }
    /// rows * cols.
    int cells() const { return task_.rows * task_.cols; }

    /// Tokens a cell can be. Token 0 is padding: no cell of the board.
    virtual int vocab_size() const { return static_cast<int>(task_.tokens.size()); }
    /// The tokens that may answer a cell which a question shows as `token`; one token for a given cell, and the answer then is
    /// that token whatever the network says. Empty if not known: any token may answer, and no tree can be searched.
    virtual std::vector<std::int32_t> choices(std::int32_t) const { return {}; }
    /// Whether a question cell shown as `token` only pads the board to the size of the puzzle. Its answer is the token itself.
    virtual bool is_padding(std::int32_t) const { return false; }
    /// Facts about each cell besides its token, for networks trained with them: rows of the hint embedding, the same number for
    /// each cell, cell by cell, -1 for none. They follow from the tokens. Empty for a kind without hints.
    virtual std::vector<std::int32_t> hints(Tokens) const { return {}; }
    /// Rows of the hint embedding.
    virtual int hint_rows() const { return 0; }
    /// Whether question and rules decide what is right. Without rules solves() is false for every answer.
    virtual bool has_rules() const { return true; }
    /// What is malformed about a question; empty if nothing is. Whether it has an answer is not checked.
    virtual std::vector<Fault> question_faults(Tokens) const { return {}; }
    /// Every rule that the answer breaks, and every given cell that it changes.
    virtual std::vector<Fault> answer_faults(Tokens question, Tokens answer) const = 0;
    /// Whether the answer obeys the rules and keeps the given cells.
    virtual bool solves(Tokens question, Tokens answer) const { return has_rules() && answer_faults(question, answer).empty(); }
    /// Symmetric copy `number` of the endless sequence defined by `seed`; nothing if it is the question itself, as number 0 is.
    virtual std::optional<Symmetry> copy(Tokens question, std::uint64_t seed, std::uint64_t number) const;
    /// How many copies differ, at most; 1 if only the question itself is known.
    virtual std::uint64_t copies(Tokens question) const;

protected:
    /// For derived classes.
    explicit PuzzleRules(Task task) : task_(std::move(task)) {}

private:
    Task task_;
};

/// The same as people see it: how grids are written and drawn, by default in the symbols of Task::tokens.
class Puzzle : public PuzzleRules {
public:
    // How grids are written.

    /// A question as one line of text: the symbols of Task::tokens, or what the kind writes instead (an address).
    virtual std::string question_line(Tokens question) const;
    /// An answer as one line, as in puzzle files and `--format line`.
    virtual std::string answer_line(Tokens question, Tokens answer) const;
    /// The reverse of answer_line(). @throws Error (bad_puzzle)
    virtual std::vector<std::int32_t> read_answer(Tokens question, std::string_view line) const;
    /// The answer after clicks and keys in puzz.link's player ("mouse,left,X,Y" in half cells, "key,D"), as the golden puzzles of
    /// Pencil Puzzle Bench list them. @throws Error (bad_puzzle)
    virtual std::vector<std::int32_t> read_moves(Tokens question, std::span<const std::string> moves) const;
    /// A question as a grid of several lines below the name of its kind.
    virtual std::string question_text(Tokens question) const { return question_line(question) + '\n'; }
    /// A file for puzz.link's player with the answer filled in. @throws Error (bad_argument) for a kind unknown to the player
    virtual std::string pzprv3(Tokens question, Tokens answer) const;

    // How grids are drawn.

    /// An answer on a terminal, several lines; with colours, clues and answer look different.
    virtual std::string drawing(Tokens question, Tokens answer, Colours colours = Colours::none) const;
    /// An answer as one `<svg>` element, to be coloured by picture_style(); cells that break a rule are marked.
    virtual std::string svg(Tokens question, Tokens answer) const;

protected:
    using PuzzleRules::PuzzleRules;
};

/// CSS of the classes in Puzzle::svg().
std::string_view picture_style();

/// Whether two tasks have the same kind, size and boxes.
bool same_puzzle(const Task& a, const Task& b);

}  // namespace ptrm
