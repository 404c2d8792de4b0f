#pragma once

#include <memory>
#include <vector>

#include "puzzles/pencil.hpp"

namespace ptrm::test {

inline std::vector<const PencilKind*> pencil_kinds() {
    std::vector<const PencilKind*> kinds;
    for (const PuzzleKind* kind : puzzle_kinds())
        if (const auto* pencil = dynamic_cast<const PencilKind*>(kind)) kinds.push_back(pencil);
    return kinds;
}

inline std::shared_ptr<const Puzzle> puzzle(const PuzzleKind& kind, int rows, int cols) {
    Task task;
    task.puzzle = kind.name();
    task.rows = rows;
    task.cols = cols;
    return kind.puzzle(task);
}

}  // namespace ptrm::test
