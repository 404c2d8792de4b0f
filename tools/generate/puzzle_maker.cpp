#include "generate/puzzle_maker.hpp"

#include "puzzles/kinds.hpp"

namespace ptrm::tools {

std::vector<std::unique_ptr<PuzzleMaker>> puzzle_makers() {
    std::vector<std::unique_ptr<PuzzleMaker>> makers;
    makers.push_back(make_sudoku_maker());
    makers.push_back(make_maze_maker());
    for (const PuzzleKind* kind : puzzle_kinds())
        if (const auto* pencil = dynamic_cast<const PencilKind*>(kind)) makers.push_back(make_pencil_maker(*pencil));
    return makers;
}

}  // namespace ptrm::tools
