#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "eval/portrait.hpp"
#include "eval/summary.hpp"

namespace ptrm::tools {

/// The rollouts that are drawn step by step: the records of one setting, kept with their steps.
struct StepSource {
    std::string setting;
    int cells = 1;  ///< of a puzzle
    std::vector<const Record*> records;
};

/// Writes to `folder`: accuracy.svg (solved against K), sigma.svg (against sigma), cost.svg (against net evaluations),
/// calibration.svg (how often an answer is right against what Q says), q-steps.svg, change-steps.svg and cells-steps.svg (how
/// right and wrong rollouts go, where their steps were kept), portrait.svg, each where there is enough for it, and report.html,
/// one page with the pictures and the table that needs no network. Draws with gnuplot.
/// @param details HTML that stands at the end of the page
/// @throws Error (io) if the folder cannot be written, or gnuplot is not there or fails
void write_plots(const std::filesystem::path& folder, const std::string& title, const std::vector<Summary>& summaries,
                 const StepSource& steps, const std::optional<Portrait>& portrait, const std::string& details);

}  // namespace ptrm::tools
