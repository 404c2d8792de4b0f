#pragma once

#include <string>
#include <vector>

#include "eval/arc_election.hpp"
#include "eval/record.hpp"

namespace ptrm::tools {

/// Which of the votes of an ARC run a table's line tells of: rollouts are chosen from, and votes are counted, in several ways.
struct ArcWay {
    std::string setting;    ///< "D 16, sigma 0.2, K 25"
    std::size_t width = 0;  ///< rollouts that count; 0 for what the search chose
    std::string choice;     ///< "best-q": how one of an example's rollouts is chosen; "all" where each has a vote
    std::string votes;      ///< "official", "q-weighted" or "rollouts"
};

/// How an ARC run came out by one of the ways.
struct ArcOutcome {
    ArcWay way;
    ArcElection election;
};

/// Holds every vote that the records of one setting allow.
class ArcTally {
public:
    /// @param description of the setting, from the header of the results file
    /// @param name        what tells it from others
    ArcTally(const ArcTasks& tasks, const nlohmann::ordered_json& description, const std::string& name);

    void add(const Record& record);
    std::vector<ArcOutcome> close() &&;
    /// Examples, and those that were left out because the vote was decided.
    std::size_t examples() const { return examples_; }
    std::size_t left_out() const { return left_out_; }

private:
    ArcTasks tasks_;
    std::map<std::string, int> numbers_;  // of tasks by their id
    std::vector<ArcOutcome> outcomes_;
    std::size_t examples_ = 0, left_out_ = 0;
};

nlohmann::ordered_json to_json(const ArcOutcome& outcome);
/// A table for a terminal.
std::string table(const std::vector<ArcOutcome>& outcomes);
/// A part of a page: of every task the pairs, the first answers with their votes and Q, and which are right.
std::string arc_page(const std::vector<ArcTask>& tasks, const ArcOutcome& outcome);

}  // namespace ptrm::tools
