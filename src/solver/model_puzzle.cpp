#include <algorithm>

#include "checkpoint/model_impl.hpp"
#include "data/task_json.hpp"
#include "ptrm/error.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/symbol_puzzle.hpp"

namespace ptrm {
namespace {

/// The puzzle of a task, held against the network's sizes. @param alone a network of several kinds has tokens and hints enough
/// for each. @throws Error (bad_argument)
std::shared_ptr<const Puzzle> puzzle_of(const Task& task, const Architecture& arch, bool alone) {
    const PuzzleKind* kind = find_puzzle_kind(task.puzzle);
    auto puzzle = kind != nullptr ? kind->puzzle(task) : symbol_puzzle(task);
    const auto check = [&](const std::string& what, int expected, int got, bool fewer) {
        if (fewer ? got > expected : got != expected)
            throw Error(ErrorCode::bad_argument, task.puzzle, "",
                        (fewer ? "at most " : "") + std::to_string(expected) + " " + what, std::to_string(got));
    };
    check("cells (rows * cols), the seq_len of trm_config", arch.seq_len, puzzle->cells(), false);
    check("tokens, the vocab_size of trm_config", arch.vocab_size, puzzle->vocab_size(), !alone);
    if (arch.hint_rows > 0) check("hints, the hint_rows of trm_config", arch.hint_rows, puzzle->hint_rows(), !alone);
    return puzzle;
}

}  // namespace

std::vector<ModelPuzzle> puzzles_of(const Model& model) {
    const Architecture& arch = model.architecture();
    const auto text = model.metadata().find("ptrm_task");
    if (text == model.metadata().end()) return {{numbered_puzzle(arch.seq_len, arch.vocab_size)}};
    std::vector<NumberedTask> tasks = parse_tasks(text->second, model.name());
    if (ModelAccess::impl(model).frame > 0)
        for (auto& [task, puzzle_id] : tasks) task.rows = task.cols = arch.grid_side();
    std::vector<ModelPuzzle> puzzles;
    for (const auto& [task, puzzle_id] : tasks) {
        try {
            puzzles.push_back({puzzle_of(task, arch, tasks.size() == 1), puzzle_id});
        } catch (const Error& error) {
            throw Error(ErrorCode::bad_file, model.name(),
                        "ptrm_task, " + error.subject() + (error.where().empty() ? "" : ", " + error.where()), error.expected(),
                        error.got());
        }
        if (puzzle_id >= arch.num_puzzle_identifiers)
            throw Error(
                ErrorCode::bad_file, model.name(), "ptrm_task, " + task.puzzle,
                "a puzzle_id below " + std::to_string(arch.num_puzzle_identifiers) + ", the num_puzzle_identifiers of trm_config",
                std::to_string(puzzle_id));
    }
    return puzzles;
}

int largest_board(const Model& model) {
    const Task task = puzzle_of(model)->task();
    return std::max({task.rows, task.cols, ModelAccess::impl(model).larger.side});
}

std::shared_ptr<const Puzzle> puzzle_of(const Model& model) { return puzzles_of(model).front().puzzle; }

}  // namespace ptrm
