#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/record.hpp"
#include "eval/statistics.hpp"

namespace ptrm::tools {

/// Rollouts by how they came to be right, for results with steps.
struct RolloutClasses {
    double quick = 0;    ///< the share with the right answer for good within a quarter of the steps
    double delayed = 0;  ///< later
    double failed = 0;   ///< wrong at the end
};

/// Where the rollouts of a puzzle end, those with the same answer in one basin.
struct Basins {
    double answers = 0;   ///< basins of a puzzle, mean
    double right = 0;     ///< share of the rollouts that end in the right one
    double together = 0;  ///< in the wrong one that most rollouts of the puzzle end in
    double apart = 0;     ///< in other wrong ones
};

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
    std::optional<Share> cells;                 ///< right cells of the best-q answer, where the data has answers
    double q_auc = 0.5;                         ///< of all rollouts: right against wrong ones
    double q_sign = 0;                          ///< share of rollouts whose q_halt has the sign of the truth
    std::vector<CalibrationBin> bins;           ///< of sigmoid(q_halt) over all rollouts
    std::vector<CalibrationBin> residual_bins;  ///< tenths of the rollouts by residual, smallest first
    std::optional<Share> escape;     ///< of the puzzles that plain TRM fails, those with a right rollout (PTRM, figure 5)
    std::size_t plain_failures = 0;  ///< such puzzles
    std::size_t claimed = 0, wrongly_claimed = 0;        ///< of a search that stopped by itself: answers, over all seeds
    std::optional<RolloutClasses> classes;               ///< where steps were kept
    std::optional<Basins> basins;                        ///< of several rollouts
    std::vector<CloudPoint> cloud;                       ///< means by supervision step, where steps were kept
    double steps = 0, net_evaluations = 0, seconds = 0;  ///< means a puzzle; steps is that of the answer
};

/// Of each way to choose among the first `width` rollouts, the one it chooses: "best-q", "mode", "settled", "verified", and
/// "pass", which knows what is right.
std::map<std::string, std::size_t> choices(const std::vector<RolloutRecord>& rollouts, std::size_t width);

/// Takes in the records of one setting, seed by seed, each in the same order of puzzles, and keeps what a summary needs.
class SummaryBuilder {
public:
    /// @param width      rollouts that count; 0 for what the search chose
    /// @param cell_count cells of a puzzle
    SummaryBuilder(std::size_t width, int cell_count) : width_(width), cell_count_(cell_count) {}

    /// @param plain_fails whether plain TRM of as many steps does not solve the puzzle
    void add(const Record& record, bool plain_fails = false);
    bool empty() const { return records_ == 0; }
    /// All but the names.
    Summary finish() const;

private:
    /// Of the rollouts of a puzzle that count.
    void add_basins(std::span<const RolloutRecord> rollouts);

    std::size_t width_;
    int cell_count_;
    std::size_t records_ = 0, seeds_ = 0;
    std::optional<std::size_t> seed_;                       // the setting whose records are coming
    std::size_t puzzle_ = 0;                                // among those of a seed
    std::map<std::string, std::vector<float>> per_puzzle_;  // by way: how many of a puzzle's seeds are right
    std::vector<char> with_answer_;                         // puzzles whose cells can be counted
    std::vector<char> plain_fails_;                         // of each puzzle
    std::vector<Scored> scored_, residuals_;                // of each rollout
    std::size_t claimed_ = 0, wrongly_claimed_ = 0;
    std::size_t quick_ = 0, delayed_ = 0, with_steps_ = 0;    // rollouts
    Basins basins_;                                           // sums
    std::size_t ended_ = 0;                                   // rollouts
    std::vector<std::array<double, 2>> entropy_, alignment_;  // by step: sum, count
    double signs_ = 0, steps_ = 0, net_evaluations_ = 0, seconds_ = 0;
};

nlohmann::ordered_json to_json(const Share& share);
nlohmann::ordered_json to_json(const Summary& summary);
/// A table for a terminal, a line per summary and way to choose.
std::string table(const std::vector<Summary>& summaries);

}  // namespace ptrm::tools
