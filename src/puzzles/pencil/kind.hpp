#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ptrm/puzzle_kind.hpp"
#include "puzzles/pencil/cell_picture.hpp"
#include "puzzles/pencil/notation.hpp"
#include "puzzles/pencil/rules.hpp"

namespace ptrm {

/// How a pencil puzzle is drawn, cell by cell.
class PencilPictures {
public:
    virtual ~PencilPictures() = default;

    /// A cell of a terminal drawing, two columns wide: its clue, mark or line.
    virtual std::string symbol(const Board& question, int cell, int digit) const = 0;
    /// What a picture shows of a cell besides walls and strokes.
    virtual void picture(const Board& question, const Digits& answer, int cell, CellPicture& picture) const = 0;
};

/// What the pencil puzzles of puzz.link have in common: boards of any size, tokens that show all that a person sees, an answer
/// digit a cell (0 nothing, 1 shaded or a lamp, or sides as bits), eight turns, addresses.
class PencilKind : public PuzzleKind, public PencilRules, public PencilNotation, public PencilPictures {
public:
    std::shared_ptr<const Puzzle> puzzle(const Task& task) const override;
    std::optional<ReadPuzzle> read(std::string_view text) const override;
    bool has_grids() const override { return true; }
    std::optional<ReadPuzzle> read_grid(std::span<const std::string> rows) const override;
    ReadPuzzle read_pzprv3(std::span<const std::string> lines) const override;

    std::string_view makes() const override {
        return "question = address of puzz.link, answer = a digit a cell; rating = clauses that a SAT solver learnt";
    }
    std::span<const MakerOption> maker_options() const override;
    std::unique_ptr<PuzzleMaker> maker(const MakerSettings& settings, const SatMaker& sat) const override;
    std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question,
                                                                  const SatMaker& sat) const override;

    Board board_of_clues(int rows, int cols, std::span<const std::string> clues, const Sides& walls) const override;
    /// The board of such clues alone. @throws Error (bad_puzzle), `where` naming row and cell
    Board clues_alone(int rows, int cols, std::span<const std::string> clues) const;
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

/// A board on which every clue stands, one selector of the formula for each in the order of cells, with about a share of cells
/// keeping theirs; nothing where the answer is not the only one even so.
std::optional<MadeBoard> with_fewer_clues(const PencilKind& kind, Board board, Digits answer, double share, Random& random,
                                          const SatMaker& sat);

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

}  // namespace ptrm
