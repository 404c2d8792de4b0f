#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eval/portrait.hpp"
#include "eval/record.hpp"

namespace ptrm::tools {

struct ReportOptions {
    std::string groups;   ///< "source" or "rating": also a line for each of them
    std::string plots;    ///< folder of the pictures; may be empty
    std::string summary;  ///< file of the JSON summary; may be empty
    double price_per_hour = 0;
};

/// Prints the table of a run, and writes what else is asked for.
/// @param header       of its results file
/// @param wall_seconds of the run, 0 where they are not known
void report(const nlohmann::ordered_json& header, const std::vector<Record>& records, const ReportOptions& options,
            double wall_seconds = 0, const std::optional<Portrait>& portrait = std::nullopt);

/// The setting whose rollouts are worth a closer look: the widest, the first of several; nothing where all run one rollout.
std::optional<std::size_t> widest_setting(const nlohmann::ordered_json& header);

}  // namespace ptrm::tools
