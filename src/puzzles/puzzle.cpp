#include "ptrm/puzzle_kind.hpp"

#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "ptrm/error.hpp"
#include "puzzles/kinds.hpp"

namespace ptrm {

std::optional<Symmetry> PuzzleRules::copy(Tokens, std::uint64_t, std::uint64_t) const { return std::nullopt; }
std::uint64_t PuzzleRules::copies(Tokens) const { return 1; }

std::string Puzzle::question_line(Tokens question) const {
    std::string line;
    for (const std::int32_t token : question)
        line += token >= 0 && token < std::ssize(task().tokens) ? at(task().tokens, token) : '?';
    return line;
}

std::string Puzzle::answer_line(Tokens, Tokens answer) const { return Puzzle::question_line(answer); }

std::vector<std::int32_t> Puzzle::read_answer(Tokens, std::string_view line) const {
    std::vector<std::int32_t> answer;
    for (const char symbol : line) answer.push_back(static_cast<std::int32_t>(task().tokens.find(symbol)));
    if (std::ssize(answer) != cells() || std::find(answer.begin(), answer.end(), -1) != answer.end())
        throw Error(ErrorCode::bad_puzzle, "answer", "", std::to_string(cells()) + " of the symbols " + task().tokens,
                    "'" + std::string(line.substr(0, 40)) + "'");
    return answer;
}

std::string Puzzle::drawing(Tokens question, Tokens answer, Colours colours) const {
    const std::string clues = question_line(question), symbols = answer_line(question, answer);
    std::string text;
    for (std::size_t cell = 0; cell < symbols.size(); ++cell) {
        const bool given = colours != Colours::none && cell < clues.size() && clues[cell] == symbols[cell];
        text += (given ? "\x1b[1m" : "") + std::string(1, symbols[cell]) + (given ? "\x1b[0m" : "");
        text += (cell + 1) % to_size(task().cols) == 0 ? '\n' : ' ';
    }
    return text;
}

std::string_view picture_style() {
    return R"(
svg text { font: 24px sans-serif; text-anchor: middle; fill: #222 }
svg text.small { font-size: 14px }
svg text.clue { font-weight: bold }
svg text.answer { fill: #1a5fb4 }
svg text.on-black { fill: #fff; font-weight: bold }
.white, .open { fill: #fff; stroke: #bbb }
.black { fill: #222; stroke: #222 }
.shaded { fill: #444; stroke: #bbb }
.lit { fill: #fff3b0; stroke: #bbb }
.lamp { fill: #f5c211; stroke: #8a6d00; stroke-width: 2 }
.triangle { fill: #222 }
.wall { stroke: #222; stroke-width: 4; fill: none; stroke-linecap: square }
.line { stroke: #26a269; stroke-width: 5; fill: none; stroke-linecap: round }
.pearl { fill: #fff; stroke: #222; stroke-width: 2 }
.pearl.filled { fill: #222 }
.gray { fill: #bbb; stroke: #888 }
.inside { fill: #dcf0e4; stroke: #bbb }
.frame.thin { stroke: #bbb; stroke-width: 1 }
.frame { fill: none; stroke: #222; stroke-width: 4 }
.fault { fill: #e01b2455; stroke: #e01b24; stroke-width: 3 }
)";
}

std::string Puzzle::svg(Tokens question, Tokens answer) const {
    const std::string clues = question_line(question), symbols = answer_line(question, answer);
    std::vector<char> wrong(symbols.size());
    for (const Fault& fault : answer_faults(question, answer))
        for (const int cell : fault.cells) wrong.at(static_cast<std::size_t>(cell)) = 1;
    std::string text =
        "<svg viewBox=\"-2 -2 " + std::to_string(40 * task().cols + 4) + ' ' + std::to_string(40 * task().rows + 4) + "\">";
    for (std::size_t cell = 0; cell < symbols.size(); ++cell) {
        const std::size_t cols = to_size(task().cols);
        const std::size_t x = cell % cols * 40, y = cell / cols * 40;
        text += "<rect x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"40\" height=\"40\" class=\"" +
                (wrong[cell] ? "fault" : "white") + "\"/><text x=\"" + std::to_string(x + 20) + "\" y=\"" +
                std::to_string(y + 28) + "\" class=\"" +
                (cell < clues.size() && clues[cell] == symbols[cell] ? "clue" : "answer") + "\">&#" +
                std::to_string(static_cast<unsigned char>(symbols[cell])) + ";</text>";
    }
    return text + "</svg>";
}

std::vector<std::int32_t> Puzzle::read_moves(Tokens, std::span<const std::string>) const {
    throw Error(ErrorCode::bad_puzzle, "moves", "", "a kind of puzz.link", "'" + task().puzzle + "'");
}
std::string Puzzle::pzprv3(Tokens, Tokens) const {
    throw Error(ErrorCode::bad_argument, "pzprv3", "", "a kind of puzz.link", "'" + task().puzzle + "'");
}

std::optional<ReadPuzzle> PuzzleKind::read_grid(std::span<const std::string>) const { return std::nullopt; }
ReadPuzzle PuzzleKind::read_pzprv3(std::span<const std::string>) const {
    throw Error(ErrorCode::bad_puzzle, "pzprv3", "", "a kind of puzz.link", "'" + std::string(name()) + "'");
}

std::shared_ptr<const Puzzle> PuzzleKind::default_puzzle(int cells, int vocab_size) const {
    Task task;
    task.puzzle = name();
    task.rows = task.cols = static_cast<int>(std::lround(std::sqrt(cells)));
    if (task.rows < 1 || task.rows * task.cols != cells) return nullptr;
    auto square = puzzle(task);
    return square->vocab_size() == vocab_size ? square : nullptr;
}

std::unique_ptr<PuzzleMaker> PuzzleKind::maker(const MakerSettings&, const SatMaker&) const { return nullptr; }

std::optional<std::vector<std::vector<std::int32_t>>> PuzzleKind::answers(const Puzzle&, Tokens, const SatMaker&) const {
    return std::nullopt;
}

std::string PuzzleKind::canonical_form(const Puzzle&, Tokens, Tokens) const { return {}; }

bool PuzzleKind::fits(const Puzzle& small, const Puzzle& large) const {
    return small.task().puzzle == large.task().puzzle && small.task().rows <= large.task().rows &&
           small.task().cols <= large.task().cols;
}

std::span<const PuzzleKind* const> puzzle_kinds() {
#define PTRM_POINTER(name) &name##_kind(),
    static const std::vector<const PuzzleKind*> kinds{PTRM_PUZZLE_KINDS(PTRM_POINTER)};
#undef PTRM_POINTER
    return kinds;
}

std::string puzzle_kind_names() {
    std::string names;
    for (const PuzzleKind* kind : puzzle_kinds()) names += (names.empty() ? "" : ", ") + std::string(kind->name());
    return names;
}

const PuzzleKind* find_puzzle_kind(std::string_view name) {
    for (const PuzzleKind* kind : puzzle_kinds()) {
        const auto others = kind->aliases();
        if (kind->name() == name || std::find(others.begin(), others.end(), name) != others.end()) return kind;
    }
    return nullptr;
}

bool same_puzzle(const Task& a, const Task& b) {
    return a.puzzle == b.puzzle && a.rows == b.rows && a.cols == b.cols && a.box_rows == b.box_rows && a.box_cols == b.box_cols;
}

}  // namespace ptrm
