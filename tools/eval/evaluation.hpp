#pragma once

#include <string>
#include <vector>

#include "command_line.hpp"
#include "common.hpp"
#include "eval/dataset.hpp"
#include "eval/report.hpp"
#include "search_options.hpp"

namespace ptrm::tools {

/// What an evaluation is asked for.
struct EvaluationOptions {
    std::vector<std::string> data, sweeps;
    std::string model, output;
    std::string shard;  ///< "I/N"; empty: what Slurm, Open MPI or Kubernetes says
    DataOptions dataset;
    SearchOptions search;
    ArithmeticOptions arithmetic;
    ReportOptions report;
    ProgressOptions progress;
    int seeds = 1, copies = 1;
    int until_decided = 0;  ///< of ARC: attempts that are to stand before the rest of a task's examples is left out; 0 for none
    long portrait = -1;     ///< the puzzle that is drawn; -1 for one that tells something
    int frame = 0;          ///< see LoadOptions
    int states = 0;         ///< puzzles whose states are looked at, see States
    bool resume = false, steps = false, mean_embedding = false;

    LoadOptions load_options() const;
};

/// Runs all settings over the data, writes the results file, and the report where there is one.
/// @return an exit code
int evaluate(const EvaluationOptions& options);

}  // namespace ptrm::tools
