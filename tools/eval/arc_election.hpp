#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "eval/arc_data.hpp"
#include "eval/statistics.hpp"

namespace ptrm::tools {

/// What pass@K is told for.
inline constexpr std::array<std::size_t, 6> kArcPass{1, 2, 5, 10, 100, 1000};

/// A vote over the answers to all tasks, as the official evaluator holds it. The votes of a task come together, for only its
/// first places are kept.
class ArcElection {
public:
    /// The answers to a test pair that came out first.
    using Places = std::vector<ArcBallot::Candidate>;

    /// @param kept  places of each test pair that are kept beyond the vote
    explicit ArcElection(ArcTasks tasks, ArcRanking ranking = ArcRanking::count, std::size_t kept = 2);

    /// @param box the test pair in whose box the vote goes, see ArcTask::box()
    /// @throws Error (bad_file) for a task that others have come after
    void add(int task, int box, const ArcGrid& grid, double q);
    /// Counts the last task; called once, after all votes.
    void close();

    /// The share of test pairs for which one of the first K answers is right, mean and interval over tasks, for each of kArcPass.
    std::array<Share, kArcPass.size()> pass() const;
    /// By task and test pair; empty where nobody voted.
    const std::vector<std::vector<Places>>& places() const { return places_; }
    /// `submission.json`: the first two answers to each test pair that has votes, as the official evaluator writes it.
    /// @param complete a task that nobody voted on keeps its place, with two empty attempts for each test pair
    std::string submission(bool complete = false) const;
    /// Test pairs that nobody voted on.
    std::size_t unanswered() const;

private:
    ArcTasks tasks_;
    ArcRanking ranking_;
    std::size_t kept_;
    int open_ = -1;                 // the task whose votes are coming
    std::vector<ArcBallot> boxes_;  // its boxes, by test pair
    std::vector<char> closed_;      // by task
    std::vector<std::vector<Places>> places_;
    std::vector<std::array<double, kArcPass.size()>> passes_;  // by task
};

}  // namespace ptrm::tools
