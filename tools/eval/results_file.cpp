#include "eval/results_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

ordered_json parse_line(const std::string& text, const std::string& path, std::size_t number) {
    try {
        return ordered_json::parse(text);
    } catch (const std::exception&) {
        throw Error(ErrorCode::bad_file, path + ":" + std::to_string(number), "", "is not a line of a results file");
    }
}

/// The first key in which two headers differ.
std::string first_difference(const ordered_json& a, const ordered_json& b) {
    for (const auto& [key, value] : a.items())
        if (!b.contains(key) || b[key] != value) return key;
    return "ptrm_eval";
}

std::size_t lines_expected(const ordered_json& header) {
    const std::size_t count = header.at("puzzles"), shard = header.at("shard").at(0), shards = header.at("shard").at(1);
    return header.at("settings").size() * (count / shards + (shard < count % shards ? 1 : 0));
}

}  // namespace

ResultsFile::ResultsFile(const std::string& path, const ordered_json& header, bool resume) {
    const bool to_file = !path.empty() && path != "-";
    const bool there = to_file && fs::exists(path);
    if (there && !resume)
        throw Error(ErrorCode::bad_argument, path, "", "is there already: --resume goes on with it, another -o keeps it");
    output_ = std::make_unique<Output>(path, there);
    if (to_file) output_->lock();
    if (there) {
        std::ifstream file(path, std::ios::binary);
        std::string line;
        std::uintmax_t whole = 0;
        std::size_t count = 0;
        while (std::getline(file, line) && !file.eof()) {
            ordered_json parsed = parse_line(line, path, count + 1);
            if (count == 0 && parsed != header)
                throw Error(ErrorCode::bad_argument, path, "header, key " + first_difference(header, parsed),
                            "was made with other options; --resume needs the same");
            if (count++ > 0) done_.push_back(std::move(parsed));
            whole += line.size() + 1;
        }
        if (!file.eof()) throw Error(ErrorCode::io, path, "", "cannot be read");
        file.close();
        fs::resize_file(path, whole);
        if (count > 0) return;
    }
    append(header);
}

void ResultsFile::append(const ordered_json& line) {
    output_->write(line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n');
    output_->flush();
}

Results read_results(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ErrorCode::io, path, "", "cannot be opened for reading");
    Results results;
    std::string line;
    for (std::size_t number = 1; std::getline(file, line) && !file.eof(); ++number) {
        ordered_json parsed = parse_line(line, path, number);
        if (number > 1)
            results.lines.push_back(std::move(parsed));
        else
            results.header = std::move(parsed);
    }
    if (!results.header.is_object() || !results.header.contains("ptrm_eval"))
        throw Error(ErrorCode::bad_file, path, "", "is not a results file of ptrm-eval");
    return results;
}

void merge_results(const std::vector<std::string>& paths, const std::string& output) {
    std::map<std::size_t, std::string> shards;
    std::vector<ordered_json> lines;
    ordered_json header;
    for (const auto& path : paths) {
        Results results = read_results(path);
        const std::size_t shard = results.header.at("shard").at(0), of = results.header.at("shard").at(1);
        if (shard >= of)
            throw Error(ErrorCode::bad_file, path, "header, key shard", "a shard below the number of shards",
                        std::to_string(shard) + " of " + std::to_string(of));
        if (const auto [at, fresh] = shards.emplace(shard, path); !fresh)
            throw Error(ErrorCode::bad_argument, path, "", "is the same shard as " + at->second);
        if (const std::size_t expected = lines_expected(results.header); results.lines.size() != expected)
            throw Error(ErrorCode::bad_argument, path, "", std::to_string(expected) + " results",
                        std::to_string(results.lines.size()) + ": run that shard on with --resume");
        results.header["shard"][0] = 0;
        if (header.is_null()) header = results.header;
        if (header != results.header)
            throw Error(ErrorCode::bad_argument, path, "header, key " + first_difference(header, results.header),
                        "is not of the same run as " + paths.front());
        std::move(results.lines.begin(), results.lines.end(), std::back_inserter(lines));
    }
    if (const std::size_t needed = header.at("shard").at(1); shards.size() != needed)
        throw Error(ErrorCode::bad_argument, "merge", "", "all " + std::to_string(needed) + " shards",
                    std::to_string(shards.size()));
    const auto place = [](const ordered_json& line) {
        return std::pair<std::size_t, std::size_t>(line.at("setting"), line.at("index"));
    };
    std::sort(lines.begin(), lines.end(), [&](const ordered_json& a, const ordered_json& b) { return place(a) < place(b); });
    header["shard"] = {0, 1};
    ResultsFile merged(output, header, false);
    for (const auto& line : lines) merged.append(line);
}

}  // namespace ptrm::tools
