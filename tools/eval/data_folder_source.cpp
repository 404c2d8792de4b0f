#include "eval/data_folder_source.hpp"

#include <fstream>

#include <nlohmann/json.hpp>
#include "base/index.hpp"
#include "formats/json.hpp"
#include "formats/safetensors.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

void check_values(std::span<const std::int32_t> values, std::int32_t below, const std::string& file) {
    for (const std::int32_t value : values)
        if (value < 0 || value >= below)
            throw Error(ErrorCode::bad_file, file, "", "values from 0 to " + std::to_string(below - 1), std::to_string(value));
}

std::vector<std::int32_t> read_column(const fs::path& path) {
    IntArray array = read_npy(ByteSource(path));
    if (array.shape.size() != 1)
        throw Error(ErrorCode::bad_file, path.string(), "shape", "1 dimension", std::to_string(array.shape.size()));
    return std::move(array.values);
}

class FolderReader final : public ItemReader {
public:
    explicit FolderReader(const DataFolderSource& source) : source_(source) {}
    EvalItem at(std::size_t index) override { return source_.item(index); }

private:
    const DataFolderSource& source_;
};

}  // namespace

DataFolderSource::DataFolderSource(const fs::path& folder, const Architecture& arch, bool arc, int augmentations) : arch_(arch) {
    const fs::path description = folder / "dataset.json";
    const std::string text = ByteSource(description).text(1 << 20);
    std::vector<std::string> sets;
    try {
        const auto json = parse_json<nlohmann::json>(text);
        sets = json.at("sets").get<std::vector<std::string>>();
        if (json.contains("ignore_label_id") && json["ignore_label_id"].is_number_integer()) ignored_ = json["ignore_label_id"];
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, description.string(), "",
                    std::string("is no data set's description: ") + problem.what());
    }
    for (const auto& set : sets) add_set(folder, set);
    if (!arc) return;
    const auto beside = arc_folder(folder);
    if (!beside)
        throw Error(ErrorCode::io, folder.string(), "",
                    "identifiers.json and test_puzzles.json in the folder that it lies in, as the official builder of ARC data "
                    "writes them",
                    "neither or one of them");
    folder_ = *beside;
    tasks_ = read_arc_tasks(folder_ / "test_puzzles.json");
    places_ = read_arc_places(folder_ / "identifiers.json", *tasks_, identifiers_);
    keep_arc_examples(augmentations);
}

void DataFolderSource::add_set(const fs::path& folder, const std::string& name) {
    const auto path = [&](const char* part) { return folder / (name + "__" + part + ".npy"); };
    const Set& set = sets_.emplace_back(Set{name, NpyArray(ByteSource(path("inputs"))), NpyArray(ByteSource(path("labels")))});
    for (const NpyArray* array : {&set.inputs, &set.labels})
        if (array->shape().size() != 2 || array->shape()[1] != arch_.seq_len || array->shape() != set.inputs.shape())
            throw Error(ErrorCode::bad_file, array->name(), "shape",
                        "inputs and labels of [N, " + std::to_string(arch_.seq_len) + "], as many cells as the model has",
                        shape_text(array->shape()));
    const auto count = static_cast<std::int32_t>(set.inputs.shape()[0]);
    const auto identifiers = read_column(path("puzzle_identifiers")), starts = read_column(path("puzzle_indices"));
    for (const std::int32_t identifier : identifiers)
        if (identifier < 0 || identifier >= arch_.num_puzzle_identifiers)
            throw Error(
                ErrorCode::bad_file, path("puzzle_identifiers").string(), "",
                "puzzle identifiers below " + std::to_string(arch_.num_puzzle_identifiers) + ", which is how many the model has",
                std::to_string(identifier) +
                    ": data and checkpoint are not of one training (--mean-embedding takes the mean of all for each)");
    check_values(starts, count + 1, path("puzzle_indices").string());
    if (!std::is_sorted(starts.begin(), starts.end()))
        throw Error(ErrorCode::bad_file, path("puzzle_indices").string(), "", "the first example of each puzzle, in order",
                    "one before the last, so that an example would count twice");
    if (starts.size() != identifiers.size() + 1 || starts.front() != 0 || starts.back() != count)
        throw Error(ErrorCode::bad_file, path("puzzle_indices").string(), "",
                    "the first example of each puzzle, and their number");
    for (std::size_t puzzle = 0; puzzle < identifiers.size(); ++puzzle)
        for (std::int32_t row = starts[puzzle]; row < starts[puzzle + 1]; ++row)
            examples_.push_back({static_cast<std::uint32_t>(sets_.size() - 1), static_cast<std::uint32_t>(row),
                                 static_cast<std::uint32_t>(identifiers_.size() + puzzle)});
    identifiers_.insert(identifiers_.end(), identifiers.begin(), identifiers.end());
}

/// Leaves out what has no vote, and what is beyond the first puzzles of a task.
void DataFolderSource::keep_arc_examples(int augmentations) {
    std::vector<int> puzzles(tasks_->size());  // of each task, up to here
    std::vector<int> number(places_.size());   // of each puzzle within its task
    for (std::size_t puzzle = 0; puzzle < places_.size(); ++puzzle)
        if (places_[puzzle].task >= 0) number[puzzle] = at(puzzles, places_[puzzle].task)++;
    std::erase_if(examples_, [&](const Example& example) {
        return places_[example.puzzle].task < 0 || (augmentations > 0 && number[example.puzzle] >= augmentations);
    });
    std::vector<char> seen(tasks_->size());
    for (std::size_t i = 0; i < examples_.size(); ++i) {
        const std::size_t task = to_size(place(i).task);
        if (i > 0 && place(i - 1).task == place(i).task) continue;
        if (std::exchange(seen[task], 1))
            throw Error(ErrorCode::bad_file, sets_.front().inputs.name(), "task " + (*tasks_)[task].id,
                        "must have all its examples together");
    }
}

std::vector<std::int32_t> DataFolderSource::tokens(const NpyArray& array, std::uint32_t row) const {
    std::vector<std::int32_t> tokens(to_size(arch_.seq_len));
    array.read(row * tokens.size(), tokens);
    return tokens;
}

EvalItem DataFolderSource::item(std::size_t index) const {
    const Example& example = examples_[index];
    const Set& set = sets_[example.set];
    EvalItem item;
    item.index = index;
    item.place = set.inputs.name() + ":" + std::to_string(example.row);
    item.group = set.name;
    item.question.tokens = tokens(set.inputs, example.row);
    item.question.puzzle_id = identifiers_[example.puzzle];
    check_values(item.question.tokens, arch_.vocab_size, item.place);
    item.answer = tokens(set.labels, example.row);
    for (auto& token : item.answer)
        if (token == ignored_) token = 0;
    check_values(item.answer, arch_.vocab_size, set.labels.name() + ":" + std::to_string(example.row));
    const auto labels = tokens(set.labels, example.row);
    for (std::size_t cell = 0; cell < labels.size(); ++cell)
        if (labels[cell] == ignored_) item.answer[cell] = kAnyToken;
    return item;
}

std::int32_t DataFolderSource::puzzle_id() const {
    const std::int32_t first = identifiers_[examples_.front().puzzle];
    for (const Example& example : examples_)
        if (identifiers_[example.puzzle] != first)
            throw Error(ErrorCode::bad_file, sets_.front().inputs.name(), "",
                        "examples of one puzzle identifier, for the model tells kinds apart by it",
                        std::to_string(first) + " and " + std::to_string(identifiers_[example.puzzle]));
    return first;
}

std::uint64_t DataFolderSource::hash() const {
    std::uint64_t state = size();
    for (std::size_t i = 0; i < size(); ++i) {
        const EvalItem all = item(i);
        state = ptrm::tools::hash(state + static_cast<std::uint64_t>(all.question.puzzle_id), all.question.tokens, all.answer);
    }
    return state;
}

std::unique_ptr<ItemReader> DataFolderSource::reader() const { return std::make_unique<FolderReader>(*this); }

std::optional<int> DataFolderSource::box(std::size_t index) const {
    const Example& example = examples_[index];
    return ArcExamples::box(index, tokens(sets_[example.set].inputs, example.row));
}

}  // namespace ptrm::tools
