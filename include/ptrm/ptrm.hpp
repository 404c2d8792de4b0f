#pragma once

/// The whole library: models, the PTRM solver, kinds of puzzles.
#include "ptrm/error.hpp"
#include "ptrm/model.hpp"
#include "ptrm/puzzle.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/solve_options.hpp"
#include "ptrm/solver.hpp"
#include "ptrm/version.hpp"
