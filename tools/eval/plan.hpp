#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ptrm/solver.hpp"
#include "search_options.hpp"

namespace ptrm::tools {

/// How every puzzle is run.
struct EvalSetting {
    SolveOptions options;
    int copies = 1;  ///< symmetric copies of a puzzle, each of which is solved
};

/// The settings that an evaluation runs, one after the other, and their description for the header of the results file. The seeds
/// of a setting stand together. Plain TRM comes first; a grid stands for all its smaller widths; a search that stops by itself is
/// run for every K anew. With several copies every setting but the K of a grid comes a second time, on them.
struct EvalPlan {
    std::vector<EvalSetting> settings;
    nlohmann::ordered_json descriptions = nlohmann::ordered_json::array();
};

/// @param sweeps "K=1,5,25", "D=16,64", "sigma=0,0.5": values to try; what is not swept is as the search options say
/// @throws Error (bad_argument) for another text
EvalPlan make_plan(const SearchOptions& search, const Model& model, const std::vector<std::string>& sweeps, int seeds,
                   int copies);

}  // namespace ptrm::tools
