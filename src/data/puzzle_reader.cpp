#include "ptrm/puzzle_reader.hpp"

#include <sstream>
#include <streambuf>

#include "data/text_forms.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {
namespace {

/// The first bytes of a text, without taking them.
std::string beginning_of(std::istream& in) {
    in.peek();                         // fills the buffer
    struct Waiting : std::streambuf {  // lends the names of what a buffer holds
        using std::streambuf::egptr;
        using std::streambuf::gptr;
    };
    const std::streambuf& buffer = *in.rdbuf();
    return {(buffer.*&Waiting::gptr)(), (buffer.*&Waiting::egptr)()};
}

}  // namespace

std::shared_ptr<const Puzzle> PuzzleCache::of(const Task& task) {
    for (const auto& puzzle : known_)
        if (same_puzzle(puzzle->task(), task)) return puzzle;
    return known_.emplace_back(find_puzzle_kind(task.puzzle)->puzzle(task));
}

std::unique_ptr<PuzzleReader> read_puzzles(std::istream& in, std::string name, const std::shared_ptr<const Puzzle>& puzzle) {
    const std::string beginning = beginning_of(in);
    for (const TextForm* form : {&named_form(), &maze_form()})
        if (form->recognises(beginning, puzzle.get())) return form->open(in, std::move(name), beginning, puzzle.get());
    return sudoku_form().open(in, std::move(name), beginning, puzzle.get());
}

PuzzleEntry read_puzzle(std::string_view text, const std::shared_ptr<const Puzzle>& puzzle) {
    std::istringstream in{std::string(text)};
    const auto reader = read_puzzles(in, "text", puzzle);
    auto entry = reader->next();
    if (!entry) throw Error(ErrorCode::bad_puzzle, "text", "", "holds no puzzle");
    if (reader->next()) throw Error(ErrorCode::bad_puzzle, "text", "", "one puzzle", "several");
    return *entry;
}

}  // namespace ptrm
