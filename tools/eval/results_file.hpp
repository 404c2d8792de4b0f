#pragma once

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common.hpp"
#include "eval/record.hpp"

namespace ptrm::tools {

/// A results file: a line with what was asked for (the header), then a line per setting and puzzle, in that order. It grows by
/// whole lines, each flushed; what a killed run leaves is a valid beginning, and perhaps a part of a line.
class ResultsFile {
public:
    /// Creates the file, or with `resume` takes it up: its header must be `header`, and a last line without an end is cut off.
    /// @param done called for every record that is there already
    /// @throws Error (bad_argument) if the file is there already and `resume` is not asked for, or if it was made with other
    /// options, naming the first; Error (io, bad_file)
    /// @param echo where every line is also written to, see Output
    ResultsFile(const std::string& path, const nlohmann::ordered_json& header, bool resume,
                const std::function<void(const Record&)>& done = {}, const std::optional<std::string>& echo = {});

    void append(const Record& record);
    /// A line as it stands.
    void append(const std::string& line);

private:
    std::unique_ptr<Output> output_, echo_;
};

/// Reads a results file from its beginning to its last whole line.
class ResultsReader {
public:
    /// @throws Error (io, bad_file)
    explicit ResultsReader(const std::string& path);

    const nlohmann::ordered_json& header() const { return header_; }
    /// The next line as it stands; nothing at the end.
    std::optional<std::string> next_line();
    /// The record of that line. @throws Error (bad_file)
    Record record(const std::string& line) const;
    /// The next record, which stands behind the last one in the order of a run. @throws Error (bad_file)
    std::optional<Record> next();
    /// Bytes of the lines read so far, their ends included.
    std::uintmax_t bytes() const { return bytes_; }
    /// The number of the last line read, from 1.
    std::size_t line() const { return number_; }

private:
    std::string path_;
    std::ifstream file_;
    nlohmann::ordered_json header_;
    std::size_t number_ = 0;
    std::optional<std::pair<std::size_t, std::size_t>> last_;  // place of the last record, by setting and puzzle
    std::uintmax_t bytes_ = 0;
};

/// Joins the files of all shards of a run into what one run would have written, but for `seconds`.
/// @throws Error (bad_argument) if they are not the shards of one run, or one is missing or unfinished
void merge_results(const std::vector<std::string>& paths, const std::string& output);

}  // namespace ptrm::tools
