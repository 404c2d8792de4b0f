#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace [[gnu::visibility("default")]] ptrm {

/// A question as it was read, at its own size.
struct ReadPuzzle {
    std::shared_ptr<const Puzzle> puzzle;  ///< kind and size
    std::vector<std::int32_t> question;    ///< its tokens
    std::vector<std::int32_t> answer;      ///< empty if none came along
};

/// A SAT solver, which generators need to prove that an answer is the only one. A literal is a variable or its negative.
/// The library has none; the programs use CaDiCaL.
class Sat {
public:
    virtual ~Sat() = default;
    /// A new variable, numbered from 1.
    int variable() { return ++variables_; }
    /// Adds a clause: at least one of its literals is true.
    virtual void add(std::span<const int> clause) = 0;
    /// The same.
    void add(std::initializer_list<int> clause) { add(std::span(clause.begin(), clause.size())); }
    /// Whether the clauses can be satisfied with all `assumptions` true; nothing if `most` more clauses were learnt before that
    /// was known, or the caller's cancellation came first.
    virtual std::optional<bool> solve(std::span<const int> assumptions, std::int64_t most) = 0;
    /// After solve() returned true: the value of a literal in the model found.
    virtual bool value(int literal) = 0;
    /// After solve() returned false: whether the proof used the assumption.
    virtual bool failed(int assumption) = 0;
    /// The value to try first.
    virtual void prefer(int literal) = 0;
    /// Clauses learnt so far, a measure of difficulty.
    virtual std::int64_t effort() const = 0;

private:
    int variables_ = 0;
};

/// Makes a solver without clauses.
using SatMaker = std::function<std::unique_ptr<Sat>()>;

/// An option of a generator, and of `ptrm-generate KIND`.
struct MakerOption {
    std::string_view name;           ///< "least-distance"
    std::string_view help;           ///< a few words
    std::string_view default_value;  ///< as text; empty for none
    std::string_view bare = {};      ///< the value if the option is given without one; empty if it needs one
    bool training = false;           ///< for training boards only, which may lie anywhere in a larger frame
};

/// Values of options by name.
using MakerSettings = std::map<std::string, std::string, std::less<>>;

/// A question with its only answer.
struct MadePuzzle {
    std::vector<std::int32_t> question;  ///< one token per cell
    std::vector<std::int32_t> answer;    ///< one token per cell
    std::int64_t rating = 0;             ///< difficulty, by a measure of the kind
};

/// Makes puzzles of one kind.
class PuzzleMaker {
public:
    virtual ~PuzzleMaker() = default;
    /// The kind and size of all of them.
    virtual std::shared_ptr<const Puzzle> puzzle() const = 0;
    /// Puzzle `index` of the endless sequence defined by `seed` and the settings; it has exactly one answer. Thread-safe.
    /// @throws Error (bad_argument) if no such puzzle is found
    virtual MadePuzzle make(std::uint64_t seed, std::uint64_t index) const = 0;
};

/// A kind of puzzle, for any size.
class PuzzleKind {
public:
    virtual ~PuzzleKind() = default;

    /// The name in tasks, programs and model files: "sudoku", "lightup".
    virtual std::string_view name() const = 0;
    /// Other names, as addresses use them.
    virtual std::vector<std::string_view> aliases() const { return {}; }
    /// The puzzle of a task. @throws Error (bad_argument) for a size that the kind cannot have
    virtual std::shared_ptr<const Puzzle> puzzle(const Task& task) const = 0;
    /// The square puzzle with so many cells and tokens, or null. For checkpoints without a task.
    virtual std::shared_ptr<const Puzzle> default_puzzle(int cells, int vocab_size) const;
    /// Whether a question of `small` can be asked as one of `large`, padded below and to the right.
    virtual bool fits(const Puzzle& small, const Puzzle& large) const;

    // Reading.

    /// A question from an address or a line that tells its own size; nothing for text of another kind.
    /// @throws Error (bad_puzzle) for a malformed one, `where` naming the place
    virtual std::optional<ReadPuzzle> read(std::string_view text) const = 0;
    /// Whether rows of text below the name of the kind may be a question.
    virtual bool has_grids() const { return false; }
    /// A question from such rows, at least one, as Puzzle::question_text() writes them; nothing for a kind without.
    /// @throws Error (bad_puzzle), `where` naming the row
    virtual std::optional<ReadPuzzle> read_grid(std::span<const std::string> rows) const;
    /// A question, with whatever is filled in of its answer, from the lines of a pzprv3 file: first its
    /// version, then the name of the kind. @throws Error (bad_puzzle), `where` naming the line
    virtual ReadPuzzle read_pzprv3(std::span<const std::string> lines) const;

    // Making and proving.

    /// What the generator makes, one line of help; empty if the kind has none.
    virtual std::string_view makes() const { return {}; }
    /// The options of the generator.
    virtual std::span<const MakerOption> maker_options() const { return {}; }
    /// @return null if the kind has no generator. @throws Error (bad_argument) for settings that make no sense
    virtual std::unique_ptr<PuzzleMaker> maker(const MakerSettings& settings, const SatMaker& sat) const;
    /// Up to two answers of a question; nothing if they could not be found within reason.
    virtual std::optional<std::vector<std::vector<std::int32_t>>> answers(const Puzzle& puzzle, Tokens question,
                                                                          const SatMaker& sat) const;
    /// A text that two questions with one answer share exactly if a symmetry maps one to the other; empty if not known.
    virtual std::string canonical_form(const Puzzle& puzzle, Tokens question, Tokens answer) const;
    /// Whether canonical_form() is known.
    virtual bool has_canonical_form() const { return false; }
};

/// All kinds, in one table.
std::span<const PuzzleKind* const> puzzle_kinds();
/// Their names, "sudoku, maze, ...".
std::string puzzle_kind_names();
/// By name or alias; null for an unknown name.
const PuzzleKind* find_puzzle_kind(std::string_view name);

}  // namespace ptrm
