#pragma once

/// Everything of the library: models, the PTRM solver, kinds of puzzles.
#include "ptrm/arc.hpp"
#include "ptrm/architecture.hpp"
#include "ptrm/backend.hpp"
#include "ptrm/error.hpp"
#include "ptrm/generate.hpp"
#include "ptrm/maze.hpp"
#include "ptrm/model.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/replay.hpp"
#include "ptrm/solve_options.hpp"
#include "ptrm/solver.hpp"
#include "ptrm/sudoku.hpp"
#include "ptrm/symmetry.hpp"
#include "ptrm/version.hpp"
