#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eval/arc_tally.hpp"
#include "eval/record.hpp"
#include "eval/states.hpp"
#include "eval/summary.hpp"

namespace ptrm::tools {

struct ReportOptions {
    bool table = true;               ///< on standard output
    std::string groups;              ///< "source" or "rating": also a line for each of them
    std::string plots;               ///< folder of the pictures; may be empty
    std::string summary;             ///< file of the JSON summary; may be empty
    std::string submission;          ///< of ARC: file of the first two answers to every test pair; may be empty
    std::string votes = "official";  ///< of ARC: how they are counted, see ArcWay::votes
    double price_per_hour = 0;
};

/// What a results file comes to.
struct Report {
    nlohmann::ordered_json header;
    std::size_t records = 0;
    std::size_t wanted = 0;  ///< results of a whole run
    std::vector<Summary> summaries;
    ArcTasks tasks;  ///< of ARC, else null
    std::vector<ArcOutcome> arc;
    std::optional<std::size_t> submitted;            ///< which of `arc` a submission is of
    std::size_t arc_examples = 0, arc_left_out = 0;  ///< of all settings
    std::vector<Record> widest;                      ///< with plots: the records of the widest setting
};

/// @throws Error (io, bad_file)
Report read_report(const std::string& path, const ReportOptions& options);

/// Prints the table of a run, and writes what else is asked for.
/// @param wall_seconds of the run, 0 where they are not known
void write_report(const Report& report, const ReportOptions& options, double wall_seconds = 0, const States& states = {});

/// The setting whose rollouts are worth a closer look: the widest, the first of several; nothing where all run one rollout.
std::optional<std::size_t> widest_setting(const nlohmann::ordered_json& header);

}  // namespace ptrm::tools
