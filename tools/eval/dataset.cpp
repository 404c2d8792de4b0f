#include "eval/dataset.hpp"

#include <filesystem>
#include <fstream>

#include "formats/json.hpp"
#include "formats/npy.hpp"
#include "ptrm/error.hpp"
#include "puzzle_feed.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

/// An array of a data folder, [N, S] or [N], with every value in 0..below-1.
IntArray load(const fs::path& path, std::size_t dimensions, std::int32_t below) {
    IntArray array = read_npy(ByteSource(path));
    if (array.shape.size() != dimensions)
        throw Error(ErrorCode::bad_file, path.string(), "shape", std::to_string(dimensions) + " dimensions",
                    std::to_string(array.shape.size()));
    for (const std::int32_t value : array.values)
        if (value < 0 || value >= below)
            throw Error(ErrorCode::bad_file, path.string(), "", "values from 0 to " + std::to_string(below - 1),
                        std::to_string(value));
    return array;
}

void read_folder(const fs::path& folder, const Architecture& arch, std::vector<EvalItem>& items) {
    const fs::path description = folder / "dataset.json";
    std::ifstream file(description);
    if (!file) throw Error(ErrorCode::io, description.string(), "", "cannot be opened for reading");
    std::vector<std::string> sets;
    std::int32_t ignored = 0;
    try {
        const auto json = parse_shallow_json({std::istreambuf_iterator<char>(file), {}});
        sets = json.at("sets").get<std::vector<std::string>>();
        if (json.contains("ignore_label_id") && json["ignore_label_id"].is_number_integer()) ignored = json["ignore_label_id"];
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, description.string(), "",
                    std::string("is no data set's description: ") + problem.what());
    }
    for (const auto& set : sets) {
        const auto path = [&](const char* part) { return folder / (set + "__" + part + ".npy"); };
        const IntArray inputs = load(path("inputs"), 2, arch.vocab_size), labels = load(path("labels"), 2, arch.vocab_size);
        const auto S = static_cast<std::size_t>(arch.seq_len), count = static_cast<std::size_t>(inputs.shape[0]);
        if (inputs.shape[1] != arch.seq_len || labels.shape != inputs.shape)
            throw Error(ErrorCode::bad_file, path("labels").string(), "shape",
                        "inputs and labels of [N, " + std::to_string(S) + "]",
                        std::to_string(labels.shape[0]) + " x " + std::to_string(labels.shape[1]));
        const auto most = static_cast<std::int32_t>(count) + 1;
        const IntArray identifiers = load(path("puzzle_identifiers"), 1, arch.num_puzzle_identifiers),
                       starts = load(path("puzzle_indices"), 1, most);
        if (starts.values.size() != identifiers.values.size() + 1 || starts.values.front() != 0 ||
            starts.values.back() != most - 1)
            throw Error(ErrorCode::bad_file, path("puzzle_indices").string(), "",
                        "the first example of each puzzle, and their number");
        for (std::size_t puzzle = 0; puzzle < identifiers.values.size(); ++puzzle) {
            for (std::int32_t example = starts.values[puzzle]; example < starts.values[puzzle + 1]; ++example) {
                const auto first = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(example) * S),
                           last = first + static_cast<std::ptrdiff_t>(S);
                EvalItem item;
                item.index = items.size();
                item.place = path("inputs").string() + ":" + std::to_string(example);
                item.group = set;
                item.question.tokens.assign(inputs.values.begin() + first, inputs.values.begin() + last);
                item.question.puzzle_id = identifiers.values[puzzle];
                item.answer.assign(labels.values.begin() + first, labels.values.begin() + last);
                for (auto& token : item.answer)
                    if (token == ignored) token = kAnyToken;
                items.push_back(std::move(item));
            }
        }
    }
}

void read_puzzles(const std::string& path, std::shared_ptr<const Puzzle> rules, std::vector<EvalItem>& items) {
    PuzzleFeed feed({path}, std::move(rules));
    for (auto portion = feed.next(4096); !portion.empty(); portion = feed.next(4096)) {
        for (const FedPuzzle& puzzle : portion) {
            EvalItem& item = items.emplace_back();
            item.index = items.size() - 1;
            item.place = puzzle.place;
            item.group = puzzle.group;
            item.rating = puzzle.rating;
            item.question.tokens = puzzle.question;
            item.answer = puzzle.answer;
        }
    }
    if (feed.malformed() > 0)
        throw Error(ErrorCode::bad_puzzle, path, "",
                    std::to_string(feed.malformed()) + " malformed puzzles; nothing was evaluated");
}

}  // namespace

Dataset read_dataset(const std::vector<std::string>& data, const Model& model, const std::string& path) {
    Dataset dataset;
    dataset.puzzle = puzzle_of(model.task(), model.architecture());  // null for another task; a data folder needs to know no more
    for (const auto& name : data) {
        std::error_code problem;
        if (fs::is_directory(name, problem))
            read_folder(name, model.architecture(), dataset.items);
        else
            read_puzzles(name, puzzle_of_model(model, path), dataset.items);
    }
    if (dataset.items.empty()) throw Error(ErrorCode::bad_argument, "data", "", "holds no puzzle");
    return dataset;
}

}  // namespace ptrm::tools
