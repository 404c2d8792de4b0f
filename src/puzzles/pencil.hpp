#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ptrm/puzzle_kind.hpp"
#include "puzzles/board.hpp"
#include "puzzles/sat.hpp"

namespace ptrm {

/// A question with its one answer.
struct MadeBoard {
    Board question;
    Digits answer;
    std::int64_t rating = 0;  ///< clauses that a SAT solver learnt to find the answer and prove it the only one
};

/// What the pencil puzzles of puzz.link have in common: boards of any size, tokens that show all that a person sees, an answer
/// digit a cell (0 nothing, 1 shaded or a lamp; of shakashaka 2 to 5 a triangle), eight turns, addresses.
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

    virtual int vocab_size() const = 0;
    /// The digits that an open cell may be answered by.
    virtual std::vector<int> digits() const { return {0, 1}; }
    /// The digit that a token shows, revealed or known from its clue; nothing for an open cell.
    virtual std::optional<int> digit(std::int32_t token) const = 0;
    /// An open token with its digit given.
    virtual std::int32_t given(std::int32_t token, int digit) const = 0;
    /// A token without the digit that it has been given; clues stay.
    virtual std::int32_t opened(std::int32_t token) const = 0;
    /// What a token becomes when the board is turned: bit 0 upside down, bit 1 left to right, then bit 2 rows to columns.
    virtual std::int32_t turned(std::int32_t token, int turn) const;

    /// See Puzzle::hints(), for the cells of a board.
    virtual std::vector<std::int32_t> hints(const Board&) const { return {}; }
    virtual int hint_rows() const { return 0; }
    /// What a hint becomes when the board is turned.
    virtual std::int32_t turned_hint(std::int32_t hint, int /*turn*/) const { return hint; }

    virtual void check_question(const Board& question, std::vector<Fault>& faults) const;
    virtual void check(const Board& question, const Digits& answer, std::vector<Fault>& faults) const = 0;
    /// The question as a formula, for a solver that proves. @param cuts outlives the formula; may be null
    virtual Formula formula(const Board& question, Sat& sat, Cuts* cuts = nullptr) const = 0;
    /// A random puzzle with exactly one answer; nothing where this attempt came to none.
    virtual std::optional<MadeBoard> attempt(int rows, int cols, Random& random, const SatMaker& sat) const = 0;

    /// The part of an address behind the sizes. @throws Error (bad_puzzle)
    virtual std::string body(const Board& question) const = 0;
    virtual Board from_body(std::string_view body, int rows, int cols) const = 0;
    /// What a text grid shows of a cell: "." where it is open, else its clue, in which '?' or '#' is what has no number.
    virtual std::string clue_text(const Board& question, int cell) const = 0;
    /// What "." means in a text grid; nothing for a kind whose every cell has a clue.
    virtual std::optional<std::int32_t> open_token() const { return 1; }
    /// The reverse for a clue, on which other cells have no say; nothing where it is none.
    virtual std::optional<std::int32_t> clue_token(std::string_view clue) const;
    /// The board of such cells. @throws Error (bad_puzzle), `where` naming row and cell
    virtual Board board_of_clues(int rows, int cols, std::span<const std::string> clues) const;
    /// How pzprv3 files differ from text grids: rooms stand before the clues, answers behind instead of among them; what has no
    /// number is this symbol; and cells that are answered by nothing are marked.
    virtual bool has_rooms() const { return false; }
    virtual bool answers_apart() const { return false; }
    virtual char unnumbered() const { return '-'; }
    virtual bool blank_cells_are_marked() const { return true; }
    /// A cell of a terminal drawing, two columns wide.
    virtual std::string symbol(const Board& question, int cell, int digit) const = 0;
    /// What a picture shows of a cell, in a square of 40 units whose corner is (x, y).
    virtual std::string picture(const Board& question, const Digits& answer, int cell, int x, int y) const = 0;
};

/// The pencil puzzle that `seed` and `index` define; tries until one has exactly one answer.
MadeBoard make_pencil_puzzle(const PencilKind& kind, int rows, int cols, std::uint64_t seed, std::uint64_t index,
                             const SatMaker& sat);

/// The answers of a question, up to two of them; nothing where that was not found out while `most` clauses were learnt.
std::optional<std::vector<Digits>> pencil_answers(const PencilKind& kind, const Board& question, Sat& sat,
                                                  std::int64_t most = kPatient);

/// "https://puzz.link/p?lightup/10/10/..."
std::string pencil_address(const PencilKind& kind, const Board& question);
constexpr int kMostSide = 64;  ///< rows and columns of a board

/// A board as a question of its own size.
ReadPuzzle pencil_question(const PencilKind& kind, Board board);
/// The question as a grid under the name of its kind.
std::string pencil_text(const PencilKind& kind, const Board& question);
/// The question with an answer filled in, for puzz.link's player.
std::string pencil_pzprv3(const PencilKind& kind, const Board& question, const Digits& answer);
/// The answer that a player's moves come to. @throws Error (bad_puzzle)
Digits pencil_moves(const PencilKind& kind, const Board& question, std::span<const std::string> moves);
/// Answer tokens of a question: what it would show if every cell were given.
std::vector<std::int32_t> pencil_labels(const PencilKind& kind, const Board& question, const Digits& answer);

/// Whether a 2x2 square of cells that are all shaded has its upper left corner here.
bool shaded_square(const Board& board, const Digits& answer, int cell);
/// Whether shading one more cell would complete such a square.
bool completes_square(const Board& board, Digits answer, int cell);
/// Faults of shaded squares, and of shaded cells that are not all connected.
void check_shading(const Board& board, const Digits& answer, std::vector<Fault>& faults);
/// A formula of one variable a cell, true where it is shaded, and of the cuts that are known.
Formula shading_formula(const Board& board, Sat& sat, const Cuts* cuts);
void forbid_squares(const Board& board, const Formula& formula, Sat& sat);

/// The parts of a puzz.link address.
struct Address {
    int rows, cols;
    std::string_view text;  ///< its body
};

/// Takes an address of the kind apart; nothing where the text is none of this kind. The names of players, `_edit`, `_play` and
/// what stands before the first `?` do not matter. @throws Error (bad_puzzle) for variants, and for what is malformed
std::optional<Address> address_of(const PuzzleKind& kind, std::string_view text);

/// Reads a body symbol by symbol.
class BodyReader {
public:
    BodyReader(std::string_view body, int cells) : body_(body), cells_(cells) {}
    bool done() const { return at_ == body_.size() || cell_ >= cells_; }
    char peek() const { return at_ < body_.size() ? body_[at_] : '\0'; }
    char take();
    int cell() const { return cell_; }
    void skip(int cells) { cell_ += cells; }
    /// `g` to `z` skip 1 to 20 cells; whether one was read.
    bool skipped();
    /// `digits` of base 36, or 16 without the letters above f.
    int number(int digits, int base);
    /// A number as nurikabe and heyawake write it: a hexadecimal digit, -XX, +XXX, or nothing for '.', which is any.
    std::optional<int> hex_number();
    /// @throws Error (bad_puzzle)
    [[noreturn]] void fail(const std::string& expected) const;
    /// What is left after the last cell is malformed.
    void finish() const;

private:
    std::string_view body_;
    int cells_;
    std::size_t at_ = 0;
    int cell_ = 0;
};

/// Writes a body: what stands in a cell, and how many cells are skipped between.
class BodyWriter {
public:
    void skip() { ++gap_; }
    void put(std::string_view text);
    void put_hex(std::optional<int> number);
    /// Cells skipped since the last text; reset to nothing.
    int& gap() { return gap_; }
    std::string finish();

private:
    void write_gap();
    std::string text_;
    int gap_ = 0;
};

/// The body of a board whose clues are black cells, as light up and shakashaka have them: token `black`, and behind it 0 to 4.
std::string black_cells_body(const Board& board, std::int32_t black);
Board from_black_cells_body(std::string_view body, int rows, int cols, std::int32_t open, std::int32_t black);

/// The token of such a cell by its text: 0 to 4, or # or ? for a black cell without number; nothing for another text.
std::optional<std::int32_t> black_cell_token(std::string_view text, std::int32_t black);
/// The number that all of a text is, from 0 on.
std::optional<int> whole_number(std::string_view text);
/// What stands between the blanks of a line.
std::vector<std::string> between_blanks(const std::string& line);
/// A room's name by its number: a, b, ..., z, ba, bb, ...
std::string room_name(int room);

/// One digit of a base up to 36.
char base36(int digit);

const PencilKind& light_up_kind();
const PencilKind& nurikabe_kind();
const PencilKind& heyawake_kind();
const PencilKind& tapa_kind();
const PencilKind& shakashaka_kind();

}  // namespace ptrm
