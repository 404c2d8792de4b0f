#pragma once

#include <string>
#include <vector>

#include "eval/plot.hpp"
#include "eval/states.hpp"
#include "eval/summary.hpp"

namespace ptrm::tools {

/// The rollouts that are drawn step by step: the records of one setting, kept with their steps.
struct StepSource {
    std::string setting;
    int cells = 1;  ///< of a puzzle
    std::vector<const Record*> records;
};

/// How right and wrong rollouts go.
std::vector<Plot> step_plots(const StepSource& source);
/// What all rollouts of a puzzle say together.
std::vector<Plot> cloud_plots(const std::vector<Summary>& summaries);
/// What the states look like from inside the network.
std::vector<Plot> state_plots(const States& states);

}  // namespace ptrm::tools
