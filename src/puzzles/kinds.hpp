#pragma once

#include <memory>

#include "puzzles/pencil/kind.hpp"
#include "puzzles/sudoku.hpp"

/// Every kind, in the order of lists: NAME_kind() is defined in NAME.cpp. To add one is a file, and its name here.
#define PTRM_PUZZLE_KINDS(kind)                                                                                                  \
    kind(sudoku) kind(maze) kind(light_up) kind(nurikabe) kind(heyawake) kind(tapa) kind(shakashaka) kind(hitori) kind(norinori) \
        kind(kurodoko) kind(lits) kind(nurimisaki) kind(nurimaze) kind(slither) kind(mashu) kind(yajilin) kind(country)          \
            kind(shikaku) kind(sashigane) kind(dbchoco) kind(firefly) kind(arc)

namespace ptrm {

#define PTRM_DECLARE(name) const PuzzleKind& name##_kind();
PTRM_PUZZLE_KINDS(PTRM_DECLARE)
#undef PTRM_DECLARE

std::unique_ptr<PuzzleMaker> make_sudoku_maker(const MakerSettings& settings);
std::unique_ptr<PuzzleMaker> make_maze_maker(const MakerSettings& settings);

}  // namespace ptrm
