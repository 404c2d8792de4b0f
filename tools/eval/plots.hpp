#pragma once

#include <filesystem>
#include <vector>

#include "eval/step_plots.hpp"

namespace ptrm::tools {

/// Writes to `folder`, each where there is enough for it: puzzles solved against K (accuracy.svg), sigma (sigma), D (depth), net
/// evaluations (cost) and K x D (map); what noise saves of plain failures (escape) and leaves to a better choice (headroom); how
/// often an answer is right against what Q says (calibration) and the residual (residual); how right and wrong rollouts go, where
/// their steps were kept (q-steps, change-steps, cells-steps), and what all of a puzzle say together (entropy, alignment); the
/// states of one puzzle's rollouts (portrait, portrait-z) and of a set's (portrait-set, portrait-set-z), what the answer head
/// reads from them (decoded) and how a small change of them grows (stability); and report.html, one page with the pictures and
/// the table that needs no network. Draws with gnuplot.
/// @param details HTML that stands at the end of the page
/// @throws Error (io) if the folder cannot be written, or gnuplot is not there or fails
void write_plots(const std::filesystem::path& folder, const std::string& title, const std::vector<Summary>& summaries,
                 const StepSource& steps, const States& states, const std::string& details);

}  // namespace ptrm::tools
