#include "eval/arc_data.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/index.hpp"
#include "formats/json.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

std::ifstream open(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error(ErrorCode::io, file.string(), "", "cannot be opened for reading");
    return in;
}

ArcGrid grid_of(const ordered_json& rows) {
    ArcGrid grid;
    for (const auto& row : rows) {
        if (!row.is_array()) throw std::runtime_error("a row is no list");
        if (grid.rows++ == 0) grid.cols = count_of(row);
        if (count_of(row) != grid.cols || row.empty() || row.size() > 30 || grid.rows > 30)
            throw std::runtime_error("a grid is not of 1 to 30 rows and columns");
        for (const auto& cell : row) {
            const int colour = whole_number(cell);
            if (colour < 0 || colour > 9) throw std::runtime_error("a colour is not one of 0 to 9");
            grid.cells.push_back(static_cast<std::uint8_t>(colour));
        }
    }
    return grid;
}

std::vector<ArcPair> pairs_of(const ordered_json& pairs) {
    std::vector<ArcPair> read;
    for (const auto& pair : pairs) read.push_back({grid_of(pair.at("input")), grid_of(pair.at("output"))});
    return read;
}

/// Takes in a list of names that need not be kept: those wanted become places.
class PlaceReader : public nlohmann::json_sax<ordered_json> {
public:
    PlaceReader(const std::vector<ArcTask>& tasks, const std::vector<std::int32_t>& wanted) {
        for (std::size_t i = 0; i < tasks.size(); ++i) tasks_[tasks[i].id] = static_cast<int>(i);
        for (std::size_t i = 0; i < wanted.size(); ++i) wanted_.emplace_back(wanted[i], i);
        std::sort(wanted_.begin(), wanted_.end());
        places.resize(wanted.size());
    }

    bool string(std::string& name) override {
        for (; next_ < wanted_.size() && wanted_[next_].first == count_; ++next_) {
            if (name == "<blank>") continue;
            const ArcName parsed = parse_arc_name(name);
            const auto task = tasks_.find(parsed.task);
            if (task != tasks_.end()) places[wanted_[next_].second] = {task->second, parsed.augmentation};
        }
        ++count_;
        return true;
    }
    bool start_array(std::size_t) override { return !std::exchange(inside_, true); }
    bool end_array() override { return true; }
    bool null() override { return false; }
    bool boolean(bool) override { return false; }
    bool number_integer(number_integer_t) override { return false; }
    bool number_unsigned(number_unsigned_t) override { return false; }
    bool number_float(number_float_t, const string_t&) override { return false; }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return false; }
    bool key(string_t&) override { return false; }
    bool end_object() override { return false; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

    std::vector<ArcPlace> places;
    std::int32_t count() const { return count_; }
    bool complete() const { return next_ == wanted_.size(); }
    std::int32_t largest_wanted() const { return wanted_.back().first; }

private:
    std::map<std::string, int> tasks_;
    std::vector<std::pair<std::int32_t, std::size_t>> wanted_;  // identifiers, smallest first, and whose they are
    std::size_t next_ = 0;
    std::int32_t count_ = 0;
    bool inside_ = false;
};

}  // namespace

std::optional<int> ArcTask::box(const ArcGrid& input) const {
    const auto at = std::find_if(test.begin(), test.end(), [&](const ArcPair& pair) { return pair.input == input; });
    return at == test.end() ? std::nullopt : std::optional(static_cast<int>(at - test.begin()));
}

ArcTasks read_arc_tasks(const fs::path& file) {
    const std::string text = ByteSource(file).text(std::uint64_t{1} << 28);
    std::vector<ArcTask> tasks;
    try {
        const auto json = parse_json<ordered_json>(text, 6);
        if (!json.is_object()) throw std::runtime_error("no object of tasks by their names");
        for (const auto& [id, task] : json.items()) tasks.push_back({id, pairs_of(task.at("train")), pairs_of(task.at("test"))});
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, file.string(), tasks.empty() ? "" : "behind task " + tasks.back().id,
                    std::string("holds no ARC tasks: ") + problem.what());
    }
    return std::make_shared<const std::vector<ArcTask>>(std::move(tasks));
}

std::vector<ArcPlace> read_arc_places(const fs::path& file, const std::vector<ArcTask>& tasks,
                                      const std::vector<std::int32_t>& wanted) {
    if (wanted.empty()) return {};
    auto in = open(file);
    PlaceReader reader(tasks, wanted);
    bool whole = false;
    try {
        whole = ordered_json::sax_parse(in, &reader);
    } catch (const Error& error) {
        throw Error(ErrorCode::bad_file, file.string(), "name " + std::to_string(reader.count()), error.expected(), error.got());
    }
    if (!whole)
        throw Error(ErrorCode::bad_file, file.string(), "behind name " + std::to_string(reader.count()), "is no list of names");
    if (!reader.complete())
        throw Error(
            ErrorCode::bad_file, file.string(), "",
            "a name for each puzzle identifier of the data, the largest of which is " + std::to_string(reader.largest_wanted()),
            std::to_string(reader.count()) + " names");
    return std::move(reader.places);
}

std::optional<fs::path> arc_folder(const fs::path& test) {
    const fs::path folder = fs::absolute(test).lexically_normal();
    const fs::path parent = folder.has_filename() ? folder.parent_path() : folder.parent_path().parent_path();
    std::error_code problem;
    return fs::exists(parent / "identifiers.json", problem) && fs::exists(parent / "test_puzzles.json", problem)
               ? std::optional(parent)
               : std::nullopt;
}

}  // namespace ptrm::tools
