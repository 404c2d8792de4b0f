#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ptrm/solver.hpp"
#include "search_options.hpp"

namespace ptrm::tools {

/// The settings that an evaluation runs, one after the other, and their description for the header of the results file. The seeds
/// of a setting stand together. Plain TRM comes first; a grid stands for all its smaller widths; a search that stops by itself is
/// run for every K anew.
struct EvalPlan {
    std::vector<SolveOptions> settings;
    nlohmann::ordered_json descriptions = nlohmann::ordered_json::array();
};

/// @param sweeps "K=1,5,25", "D=16,64", "sigma=0,0.5": values to try; what is not swept is as the search options say
/// @throws Error (bad_argument) for another text
EvalPlan make_plan(const SearchOptions& search, const Model& model, const std::vector<std::string>& sweeps, int seeds);

}  // namespace ptrm::tools
