#pragma once

#include <filesystem>
#include <vector>

#include "eval/summary.hpp"

namespace ptrm::tools {

/// Writes to `folder`: accuracy.svg (solved against K), sigma.svg (against sigma), cost.svg (against net evaluations),
/// calibration.svg (how often an answer is right against what Q says), each where the summaries hold enough for it, and
/// report.html, one page with the pictures and the table that needs no network. Draws with gnuplot.
/// @throws Error (io) if the folder cannot be written, or gnuplot is not there or fails
void write_plots(const std::filesystem::path& folder, const std::string& title, const std::vector<Summary>& summaries);

}  // namespace ptrm::tools
