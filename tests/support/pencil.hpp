#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "puzzles/pencil/kind.hpp"

namespace ptrm::test {

inline std::vector<const PencilKind*> pencil_kinds() {
    std::vector<const PencilKind*> kinds;
    for (const PuzzleKind* kind : puzzle_kinds())
        if (const auto* pencil = dynamic_cast<const PencilKind*>(kind)) kinds.push_back(pencil);
    return kinds;
}

inline const PencilKind& pencil_kind(std::string_view name) { return dynamic_cast<const PencilKind&>(*find_puzzle_kind(name)); }

inline std::shared_ptr<const Puzzle> puzzle(const PuzzleKind& kind, int rows, int cols) {
    Task task;
    task.puzzle = kind.name();
    task.rows = rows;
    task.cols = cols;
    return kind.puzzle(task);
}

}  // namespace ptrm::test
