#pragma once

#include <map>
#include <string>
#include <vector>

#include "eval/record.hpp"
#include "eval/statistics.hpp"

namespace ptrm::tools {

/// What a results file says about the first `width` rollouts of the puzzles, all seeds of a setting together.
struct Summary {
    std::string name;     ///< "D 16, sigma 1"
    std::string setting;  ///< "D 16, sigma 1, K 25"
    int depth = 0;
    double sigma = 0;
    std::size_t width = 0;  ///< rollouts that count; 0 for a search that stopped by itself
    std::string group;      ///< empty for all puzzles
    std::size_t puzzles = 0, seeds = 0;
    /// By name: "chosen" where the search stopped by itself; "best-q", "mode", "settled", "verified" and "pass" where all K ran.
    std::map<std::string, Share> exact;
    Share cells;                                         ///< right cells of the best-q answer, where the data has answers
    double q_auc = 0.5;                                  ///< of all rollouts: right against wrong ones
    double q_sign = 0;                                   ///< share of rollouts whose q_halt has the sign of the truth
    std::vector<CalibrationBin> bins;                    ///< of sigmoid(q_halt) over all rollouts
    double steps = 0, net_evaluations = 0, seconds = 0;  ///< means a puzzle; steps is that of the answer
};

/// @param records   of one setting under several seeds
/// @param width     rollouts that count; 0 for what the search chose
/// @param cell_count cells of a puzzle
Summary summarise(const std::vector<const Record*>& records, std::size_t seeds, std::size_t width, int cell_count);

nlohmann::ordered_json to_json(const Summary& summary);
/// A table for a terminal, a line per summary and way to choose.
std::string table(const std::vector<Summary>& summaries);

}  // namespace ptrm::tools
