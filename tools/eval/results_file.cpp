#include "eval/results_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "formats/json.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
using nlohmann::ordered_json;

namespace {

/// The first key in which two headers differ.
std::string first_difference(const ordered_json& a, const ordered_json& b) {
    for (const auto& [key, value] : a.items())
        if (!b.contains(key) || b[key] != value) return key;
    return "ptrm_eval";
}

/// What says where model and data lay, and on what machine they were read: their content decides, which the header has hashes of.
void erase_places(ordered_json& header) {
    for (const char* key : {"instructions", "data", "model", "shard_from"}) header.erase(key);
    if (header.contains("arc")) header["arc"].erase("folder");
}

/// Says where two parts of a run were computed with other instructions, which may show in the last bits of Q.
void note_other_instructions(const std::string& path, const ordered_json& part, const ordered_json& run) {
    const auto of = [](const ordered_json& header) { return header.value("instructions", ""); };
    if (of(part) != of(run))
        std::cerr << path << ": was computed with " << of(part) << ", the rest with " << of(run)
                  << ": answers that are nearly as likely as others may be others\n";
}

/// What all readers of a header count on. @throws std::exception
void check_header(const ordered_json& header) {
    const auto check = [](const ordered_json& number) {
        if (whole_number(number) < 0) throw std::runtime_error("a number below 0");
    };
    for (const char* key : {"cells", "puzzles"}) check(header.at(key));
    if (!header.at("model").is_string()) throw std::runtime_error("the model is no text");
    for (std::size_t i = 0; i < 3; ++i) check(header.at("shard").at(i));
    for (const auto& setting : header.at("settings")) {
        for (const char* key : {"K", "D", "copies"}) check(setting.at(key));
        for (const auto& width : setting.at("widths")) check(width);
        if (!setting.at("name").is_string() || !setting.at("sigma").is_number() || !setting.at("options").is_object())
            throw std::runtime_error("a setting without name, sigma or options");
    }
}

/// Whether a file holds nothing but the beginning of a line, as a run leaves it that is killed at once.
bool is_beginning(const std::string& path, const std::string& line) {
    std::ifstream file(path, std::ios::binary);
    std::string found;
    std::getline(file, found);
    return file.eof() && line.starts_with(found);
}

/// What a line of a file says about its place among all of a run.
std::pair<std::size_t, std::size_t> place_of(const ResultsReader& reader, const std::string& line) {
    const Record record = reader.record(line);
    return {record.setting, record.index};
}

/// One shard of a run, and its line that comes next.
struct Shard {
    std::string path;
    ResultsReader reader;
    std::optional<std::string> line;
    std::pair<std::size_t, std::size_t> place;

    explicit Shard(const std::string& file) : path(file), reader(file) { advance(); }
    void advance() {
        line = reader.next_line();
        if (line) place = place_of(reader, *line);
    }
    std::size_t number() const { return reader.header().at("shard").at(0); }
    std::size_t of() const { return reader.header().at("shard").at(1); }
    std::size_t lines_expected() const {
        return reader.header().at("settings").size() * reader.header().at("shard").at(2).get<std::size_t>();
    }
    /// The header that all shards have in common.
    ordered_json common_header() const {
        ordered_json header = reader.header();
        header["shard"] = {0, 1, header.at("puzzles")};
        erase_places(header);
        return header;
    }
};

std::size_t count_lines(const std::string& path) {
    ResultsReader reader(path);
    std::size_t count = 0;
    while (reader.next_line()) ++count;
    return count;
}

void check_shard(const Shard& shard) {
    if (shard.number() >= shard.of())
        throw Error(ErrorCode::bad_file, shard.path, "header, key shard", "a shard below the number of shards",
                    std::to_string(shard.number()) + " of " + std::to_string(shard.of()));
    if (const std::size_t count = count_lines(shard.path); count != shard.lines_expected())
        throw Error(ErrorCode::bad_argument, shard.path, "", std::to_string(shard.lines_expected()) + " results",
                    std::to_string(count) + ": run that shard on with --resume");
}

}  // namespace

ResultsFile::ResultsFile(const std::string& path, const ordered_json& header, bool resume,
                         const std::function<void(const Record&)>& done, const std::optional<std::string>& echo) {
    if (echo) echo_ = std::make_unique<Output>(*echo);
    const bool to_file = !path.empty() && path != "-";
    output_ = std::make_unique<Output>(path, to_file);
    const bool there = to_file && output_->size() > 0;
    if (there && !resume)
        throw Error(ErrorCode::bad_argument, path, "", "is there already: --resume goes on with it, another -o keeps it");
    const std::string first = header.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    if (there && !is_beginning(path, first)) {
        ResultsReader reader(path);
        ordered_json here = header, there_header = reader.header();
        note_other_instructions(path, there_header, here);
        for (ordered_json* one : {&here, &there_header}) erase_places(*one);
        if (here != there_header)
            throw Error(ErrorCode::bad_argument, path, "header, key " + first_difference(here, there_header),
                        "was made with other options; --resume needs the same");
        while (const auto record = reader.next()) {
            try {
                if (done) done(*record);
            } catch (const Error& error) {
                throw Error(error.code(), path + ":" + std::to_string(reader.line()), error.where(), error.expected(),
                            error.got());
            }
        }
        output_->shorten(static_cast<std::int64_t>(reader.bytes()));
        return;
    }
    if (there) output_->shorten(0);
    append(first);
}

void ResultsFile::append(const Record& record) {
    append(to_json(record).dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

void ResultsFile::append(const std::string& line) {
    for (Output* output : {output_.get(), echo_.get()}) {
        if (output == nullptr) continue;
        output->write(line + '\n');
        output->flush();
    }
}

ResultsReader::ResultsReader(const std::string& path) : path_(path == "-" ? "/dev/stdin" : path), file_(path_, std::ios::binary) {
    if (!file_) throw Error(ErrorCode::io, path, "", "cannot be opened for reading");
    const auto line = next_line();
    try {
        header_ = parse_json<ordered_json>(line.value_or(""), 8);
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, path + ":1", "", std::string("is not a line of a results file: ") + problem.what());
    }
    if (!header_.is_object() || !header_.contains("ptrm_eval"))
        throw Error(ErrorCode::bad_file, path, "", "is not a results file of ptrm-eval");
    try {
        check_header(header_);
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, path, "header", std::string("is not one of ptrm-eval: ") + problem.what());
    }
}

std::optional<std::string> ResultsReader::next_line() {
    std::string line;
    if (!std::getline(file_, line) || file_.eof()) {
        if (file_.bad()) throw Error(ErrorCode::io, path_, "", "cannot be read");
        return std::nullopt;  // a line without an end is what a killed run left
    }
    ++number_;
    bytes_ += line.size() + 1;
    return line;
}

Record ResultsReader::record(const std::string& line) const {
    try {
        return record_from_json(parse_json<nlohmann::json>(line, 6));
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, path_ + ":" + std::to_string(number_), "",
                    std::string("is no result: ") + problem.what());
    }
}

std::optional<Record> ResultsReader::next() {
    const auto line = next_line();
    if (!line) return std::nullopt;
    Record found = record(*line);
    const std::pair place(found.setting, found.index);
    const auto text = [](const auto& at) {
        return "setting " + std::to_string(at.first) + ", puzzle " + std::to_string(at.second);
    };
    if (last_ && place <= *last_)
        throw Error(ErrorCode::bad_file, path_ + ":" + std::to_string(number_), "", "a result behind that of " + text(*last_),
                    text(place) + (place == *last_ ? " again" : ""));
    last_ = place;
    return found;
}

void merge_results(const std::vector<std::string>& paths, const std::string& output) {
    std::vector<std::unique_ptr<Shard>> shards;
    std::map<std::size_t, std::string> numbers;
    for (const auto& path : paths) {
        if (!is_file(path))
            throw Error(ErrorCode::io, path, "", "a file, for shards are counted before they are joined", "a pipe");
        const Shard& shard = *shards.emplace_back(std::make_unique<Shard>(path));
        check_shard(shard);
        if (const auto [at, fresh] = numbers.emplace(shard.number(), path); !fresh)
            throw Error(ErrorCode::bad_argument, path, "", "is the same shard as " + at->second);
        note_other_instructions(path, shard.reader.header(), shards.front()->reader.header());
        const ordered_json common = shard.common_header(), first = shards.front()->common_header();
        if (common != first || shard.of() != shards.front()->of())
            throw Error(ErrorCode::bad_argument, path,
                        "header, key " + (common != first ? first_difference(first, common) : "shard"),
                        "is not of the same run as " + paths.front());
    }
    if (const std::size_t needed = shards.front()->of(); shards.size() != needed)
        throw Error(ErrorCode::bad_argument, "merge", "", "all " + std::to_string(needed) + " shards",
                    std::to_string(shards.size()));
    ordered_json header = shards.front()->reader.header();
    header["shard"] = shards.front()->common_header()["shard"];
    header.erase("shard_from");
    ResultsFile merged(output, header, false);
    const auto puzzles = header.at("puzzles").get<std::size_t>();
    for (std::size_t number = 0;; ++number) {
        const auto next = std::min_element(shards.begin(), shards.end(), [](const auto& a, const auto& b) {
            return a->line && (!b->line || a->place < b->place);
        });
        if (!(*next)->line) return;
        if (const std::pair expected(number / puzzles, number % puzzles); (*next)->place != expected)
            throw Error(ErrorCode::bad_file, (*next)->path + ":" + std::to_string((*next)->reader.line()), "",
                        "the result of setting " + std::to_string(expected.first) + ", puzzle " +
                            std::to_string(expected.second) + " here or in another shard",
                        "setting " + std::to_string((*next)->place.first) + ", puzzle " + std::to_string((*next)->place.second));
        merged.append(*(*next)->line);
        (*next)->advance();
    }
}

}  // namespace ptrm::tools
