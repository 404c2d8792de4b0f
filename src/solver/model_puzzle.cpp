#include "data/task_json.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/symbol_puzzle.hpp"

namespace ptrm {
namespace {

/// The puzzle of a task, held against the network's sizes. @throws Error (bad_argument)
std::shared_ptr<const Puzzle> puzzle_of(const Task& task, const Architecture& arch) {
    const PuzzleKind* kind = find_puzzle_kind(task.puzzle);
    auto puzzle = kind != nullptr ? kind->puzzle(task) : symbol_puzzle(task);
    const auto check = [&](const std::string& what, int expected, int got) {
        if (expected != got)
            throw Error(ErrorCode::bad_argument, task.puzzle, "", std::to_string(expected) + " " + what, std::to_string(got));
    };
    check("cells (rows * cols), the seq_len of trm_config", arch.seq_len, puzzle->cells());
    check("tokens, the vocab_size of trm_config", arch.vocab_size, puzzle->vocab_size());
    if (arch.hint_rows > 0) check("hints, the hint_rows of trm_config", arch.hint_rows, puzzle->hint_rows());
    return puzzle;
}

}  // namespace

std::shared_ptr<const Puzzle> puzzle_of(const Model& model) {
    const Architecture& arch = model.architecture();
    const auto text = model.metadata().find("ptrm_task");
    if (text == model.metadata().end()) return numbered_puzzle(arch.seq_len, arch.vocab_size);
    const Task task = parse_task(text->second, model.name());
    try {
        return puzzle_of(task, arch);
    } catch (const Error& error) {
        throw Error(ErrorCode::bad_file, model.name(),
                    "ptrm_task, " + error.subject() + (error.where().empty() ? "" : ", " + error.where()), error.expected(),
                    error.got());
    }
}

}  // namespace ptrm
