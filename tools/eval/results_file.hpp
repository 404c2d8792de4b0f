#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common.hpp"

namespace ptrm::tools {

/// A results file: a line with what was asked for (the header), then a line per setting and puzzle, in that order. It grows by
/// whole lines, each flushed; what a killed run leaves is a valid beginning, and perhaps a part of a line.
class ResultsFile {
public:
    /// Creates the file, or with `resume` takes it up: its header must be `header`, and a last line without an end is cut off.
    /// @throws Error (bad_argument) if the file is there already and `resume` is not asked for, or if it was made with other
    /// options,
    ///         naming the first; Error (io, bad_file)
    ResultsFile(const std::string& path, const nlohmann::ordered_json& header, bool resume);

    /// The lines that were there already, header apart.
    const std::vector<nlohmann::ordered_json>& done() const { return done_; }
    void append(const nlohmann::ordered_json& line);

private:
    std::vector<nlohmann::ordered_json> done_;
    std::unique_ptr<Output> output_;
};

/// Everything of a results file: header and lines. @throws Error (io, bad_file)
struct Results {
    nlohmann::ordered_json header;
    std::vector<nlohmann::ordered_json> lines;
};
Results read_results(const std::string& path);

/// Joins the files of all shards of a run into what one run would have written, but for `seconds`.
/// @throws Error (bad_argument) if they are not the shards of one run, or one is missing or unfinished
void merge_results(const std::vector<std::string>& paths, const std::string& output);

}  // namespace ptrm::tools
