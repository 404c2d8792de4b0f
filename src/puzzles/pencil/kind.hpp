#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ptrm/puzzle_kind.hpp"
#include "puzzles/board.hpp"
#include "puzzles/pencil/cell_picture.hpp"
#include "puzzles/pencil/sat.hpp"

namespace ptrm {

/// A question with its one answer.
struct MadeBoard {
    Board question;
    Digits answer;
    std::int64_t rating = 0;  ///< clauses that a SAT solver learnt to find the answer and prove it the only one
};

/// What a pzprv3 file holds behind the sizes.
enum class FilePart {
    flags,         ///< a line that is empty unless rules differ
    rooms,         ///< how many, and the number of its room in each cell
    walls,         ///< whether a wall lies right of each cell, then below
    clues,         ///< a grid of clues
    marked_clues,  ///< clues, and what an answer has put in the cells between
    marks,         ///< a grid of what an answer has put in each cell
    notes,         ///< a grid of a player's own marks
    lines,         ///< whether a line leads from each cell to the right, then down
    borders,       ///< whether a border lies right of each cell, then below
    outlines       ///< the same, the board's left and upper edge first
};

/// What an answer draws besides marks in cells.
enum class Strokes { none, lines, borders };

/// Bits of what lies on the sides of each cell, see sides.hpp.
using Sides = std::vector<int>;

/// What the pencil puzzles of puzz.link have in common: boards of any size, tokens that show all that a person sees, an answer
/// digit a cell (0 nothing, 1 shaded or a lamp, or sides as bits), eight turns, addresses.
class PencilKind : public PuzzleKind {
public:
    std::shared_ptr<const Puzzle> puzzle(const Task& task) const override;
    std::optional<ReadPuzzle> read(std::string_view text) const override;
    std::optional<ReadPuzzle> read_grid(std::span<const std::string> rows) const override;
    ReadPuzzle read_pzprv3(std::span<const std::string> lines) const override;

    std::string_view makes() const override {
        return "question = address of puzz.link, answer = a digit a cell; rating = clauses that a SAT solver learnt";
    }
    std::span<const MakerOption> maker_options() const override;
    std::unique_ptr<PuzzleMaker> maker(const MakerSettings& settings, const SatMaker& sat) const override;
    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question,
                                                                  const SatMaker& sat) const override;

    // Tokens.

    virtual int vocab_size() const = 0;
    /// The digits that an open cell may be answered by.
    virtual std::vector<int> digits() const { return {0, 1}; }
    /// Those that may answer a cell which shows this open token.
    virtual std::vector<int> digits_of(std::int32_t /*token*/) const { return digits(); }
    /// The digit that a token shows, revealed or known from its clue; nothing for an open cell.
    virtual std::optional<int> digit(std::int32_t token) const = 0;
    /// An open token with its digit given.
    virtual std::int32_t given(std::int32_t token, int digit) const = 0;
    /// A token without the digit that it has been given; clues stay.
    virtual std::int32_t opened(std::int32_t token) const = 0;
    /// What a token becomes when the board is turned: bit 0 upside down, bit 1 left to right, then bit 2 rows to columns.
    virtual std::int32_t turned(std::int32_t token, int turn) const;
    /// Other names for tokens under which the puzzle stays the same, drawn at random; empty for a kind without.
    virtual std::vector<std::int32_t> renamed(Random&) const { return {}; }

    /// See Puzzle::hints(), for the cells of a board.
    virtual std::vector<std::int32_t> hints(const Board&) const { return {}; }
    virtual int hint_rows() const { return 0; }
    /// What a hint becomes when the board is turned.
    virtual std::int32_t turned_hint(std::int32_t hint, int /*turn*/) const { return hint; }

    // Rules.

    virtual void check_question(const Board& question, std::vector<Fault>& faults) const;
    virtual void check(const Board& question, const Digits& answer, std::vector<Fault>& faults) const = 0;
    /// The question as a formula, for a solver that proves. @param cuts outlives the formula; may be null
    virtual Formula formula(const Board& question, Sat& sat, Cuts* cuts = nullptr) const = 0;
    /// Whether the formula of a board would take more memory than it is worth: what it may have is then not found out.
    virtual bool too_large(const Board& /*question*/) const { return false; }
    /// A random puzzle with exactly one answer; nothing where this attempt came to none.
    virtual std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& sat) const = 0;

    // Notation.

    /// The part of an address behind the sizes. @throws Error (bad_puzzle)
    virtual std::string body(const Board& question) const = 0;
    virtual Board from_body(std::string_view body, int rows, int cols) const = 0;
    /// What a text grid shows of a cell: its clue, in which '?' or '#' is what has no number; empty for none.
    virtual std::string clue_text(const Board& question, int cell) const = 0;
    /// The reverse, on which other cells have no say; nothing where it is no clue.
    virtual std::optional<std::int32_t> clue_token(std::string_view clue) const = 0;
    /// The walls of rooms that a question shows; empty for a kind without.
    virtual Sides walls(const Board&) const { return {}; }
    /// The board of such clues alone. @throws Error (bad_puzzle), `where` naming row and cell
    Board clues_alone(int rows, int cols, std::span<const std::string> clues) const;
    /// The board of such clues, and of walls for a kind with rooms. @throws Error (bad_puzzle), `where` naming row and cell
    virtual Board board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides& walls) const;

    /// How a pzprv3 file of this version is made up; 0 is the one that we write.
    virtual std::vector<FilePart> file_parts(int version) const = 0;
    bool has_rooms() const;
    /// Whether the board's edge is the answer's to draw.
    bool draws_edge() const;
    /// A clue as such files have it, and back. '.' stands for none.
    virtual std::string file_clue(std::string clue) const;
    virtual std::string clue_of_file(std::string text) const;
    /// What stands there for an answer of nothing.
    virtual char blank_mark() const { return '+'; }
    /// What an answer draws, and where.
    virtual Strokes strokes() const { return Strokes::none; }
    virtual Sides sides(const Board& question, const Digits& answer) const;
    /// The answer of marks in cells and of sides drawn. @throws Error (bad_puzzle) for what no digits can say
    virtual Digits answer_of(const Board& question, const Digits& marks, const Sides& sides) const;
    /// What a click into a cell puts there; `right` and `below` say in which quarter.
    virtual void click(const Board& question, Digits& marks, int cell, bool right, bool below) const;

    // Pictures.

    /// A cell of a terminal drawing, two columns wide: its clue, mark or line.
    virtual std::string symbol(const Board& question, int cell, int digit) const = 0;
    /// What a picture shows of a cell besides walls and strokes.
    virtual void picture(const Board& question, const Digits& answer, int cell, CellPicture& picture) const = 0;
};

/// A kind in whose questions every cell is to be answered, whether it has a clue or not: token 1 + clue * (digits + 1) + state,
/// clue 0 being none, state 0 open and then one for each digit.
class EveryCellKind : public PencilKind {
public:
    int vocab_size() const override;
    std::vector<int> digits() const override { return digits_; }
    std::optional<int> digit(std::int32_t token) const override;
    std::int32_t given(std::int32_t token, int digit) const override;
    std::int32_t opened(std::int32_t token) const override { return token == 0 ? 0 : open(clue(token)); }
    std::int32_t turned(std::int32_t token, int turn) const override;

    int clue(std::int32_t token) const { return (token - 1) / states(); }
    std::int32_t open(int clue) const { return 1 + clue * states(); }

protected:
    explicit EveryCellKind(int clues, std::vector<int> digits = {0, 1}) : clues_(clues), digits_(std::move(digits)) {}
    virtual int turned_clue(int clue, int /*turn*/) const { return clue; }
    virtual int turned_digit(int digit, int /*turn*/) const { return digit; }

private:
    int states() const { return 1 + static_cast<int>(digits_.size()); }
    std::int32_t with_state(int clue, int digit) const;

    int clues_;
    std::vector<int> digits_;
};

/// A kind in whose questions a cell has a clue or is to be answered: token 1 for an open cell, then one for each digit, then
/// clues.
class OpenCellKind : public PencilKind {
public:
    int vocab_size() const override { return first_clue() + clues_; }
    std::vector<int> digits() const override { return digits_; }
    std::optional<int> digit(std::int32_t token) const override;
    std::int32_t given(std::int32_t token, int digit) const override;
    std::int32_t opened(std::int32_t token) const override { return token == 0 || is_clue(token) ? token : kOpen; }
    std::int32_t turned(std::int32_t token, int turn) const override;

    static constexpr std::int32_t kOpen = 1;
    bool is_clue(std::int32_t token) const { return token >= first_clue(); }
    int clue(std::int32_t token) const { return token - first_clue(); }
    std::int32_t of_clue(int clue) const { return first_clue() + clue; }

protected:
    explicit OpenCellKind(int clues, std::vector<int> digits = {0, 1}) : clues_(clues), digits_(std::move(digits)) {}
    virtual int turned_clue(int clue, int /*turn*/) const { return clue; }
    virtual int turned_digit(int digit, int /*turn*/) const { return digit; }

private:
    std::int32_t first_clue() const { return 2 + static_cast<std::int32_t>(digits_.size()); }

    int clues_;
    std::vector<int> digits_;
};

/// A text right-aligned in the two columns of a symbol; a longer one as it is.
std::string two_columns(const std::string& text);

/// The pencil puzzle that `seed` and `index` define; tries until one has exactly one answer.
MadeBoard make_pencil_puzzle(const PencilKind& kind, int rows, int cols, std::uint64_t seed, std::uint64_t index,
                             const SatMaker& sat);

/// Clauses of the cells whose digit is given; in a formula whose literals say which digit cannot be, none can then.
void keep_given(const PencilKind& kind, const Board& board, const Formula& formula, Sat& sat);

/// Answers to a question other than the known one.
class OtherAnswers {
public:
    OtherAnswers(const PencilKind& kind, const Board& question, const Digits& known, const SatMaker& sat, Cuts* cuts = nullptr);

    /// One of them with all clues, or nothing; an empty one where `most` learnt clauses did not tell.
    std::optional<Digits> find(std::int64_t most = kPatient) const { return formula_.answer(*sat_, formula_.clues, most); }
    /// No longer this one.
    void exclude(const Digits& answer) const { formula_.exclude(*sat_, answer); }
    /// After find() found none: of each clue, in the order of the formula, whether it is to be shown; see choose_clues().
    std::vector<char> shown(Random& random, int wanted) const;
    int clues() const { return static_cast<int>(formula_.clues.size()); }

private:
    std::unique_ptr<Sat> sat_;
    Formula formula_;
};

/// A board on which every clue stands, one selector of the formula for each in the order of cells, with about a share of cells
/// keeping theirs; nothing where the answer is not the only one even so.
std::optional<MadeBoard> with_fewer_clues(const PencilKind& kind, Board board, Digits answer, double share, Random& random,
                                          const SatMaker& sat);

/// The answers of a question, up to two of them; nothing where that was not found out while `most` clauses were learnt.
std::optional<std::vector<Digits>> pencil_answers(const PencilKind& kind, const Board& question, Sat& sat,
                                                  std::int64_t most = kPatient);

/// "https://puzz.link/p?lightup/10/10/..."
std::string pencil_address(const PencilKind& kind, const Board& question);

/// A board as a question of its own size.
ReadPuzzle pencil_question(const PencilKind& kind, Board board);
/// The question as a grid under the name of its kind.
std::string pencil_text(const PencilKind& kind, const Board& question);
/// The question with an answer filled in, for puzz.link's player.
std::string pencil_pzprv3(const PencilKind& kind, const Board& question, const Digits& answer);
/// The answer on a terminal: cells two columns wide; walls and borders between them where the kind has such.
std::string pencil_drawing(const PencilKind& kind, const Board& question, const Digits& answer, Colours colours);
/// The same as an `<svg>` element; cells that break a rule are marked.
std::string pencil_svg(const PencilKind& kind, const Board& question, const Digits& answer);
/// The answer that a player's moves come to. @throws Error (bad_puzzle)
Digits pencil_moves(const PencilKind& kind, const Board& question, std::span<const std::string> moves);
/// Answer tokens of a question: what it would show if every cell were given.
std::vector<std::int32_t> pencil_labels(const PencilKind& kind, const Board& question, const Digits& answer);

}  // namespace ptrm
