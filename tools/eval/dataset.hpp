#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "eval/arc_data.hpp"
#include "eval/record.hpp"
#include "puzzle_input.hpp"

namespace ptrm::tools {

/// How to read the data.
struct DataOptions {
    std::optional<bool> arc;  ///< as ARC, whose augmentations vote; by itself where `test_puzzles.json` stands beside the folder
    int augmentations = 0;    ///< of ARC: so many puzzles of each task, the task as it is first; 0 for all
};

/// Puzzles of an evaluation in their order, read from where they lie.
class ItemReader {
public:
    virtual ~ItemReader() = default;
    /// Puzzle number `index`, larger than the one asked for before.
    virtual EvalItem at(std::size_t index) = 0;
};

/// One file or folder of the data.
class DataSource {
public:
    virtual ~DataSource() = default;
    virtual std::size_t size() const = 0;
    /// Tells questions and answers from others; of a data folder its first and last example and a thousand between.
    virtual std::uint64_t hash() const = 0;
    /// Items count from 0 in each source.
    virtual std::unique_ptr<ItemReader> reader() const = 0;
};

/// The data of an ARC evaluation: which examples are of which task.
class ArcExamples {
public:
    virtual ~ArcExamples() = default;
    const std::filesystem::path& folder() const { return folder_; }
    const ArcTasks& tasks() const { return tasks_; }
    /// The task and augmentation of an example, as it counts among the puzzles of the evaluation.
    virtual const ArcPlace& place(std::size_t index) const = 0;
    /// The test pair in whose box its answers go; nothing where the task has none with its input.
    virtual std::optional<int> box(std::size_t index) const = 0;
    /// The same for one who has the example's question at hand.
    std::optional<int> box(std::size_t index, Tokens question) const;

protected:
    std::filesystem::path folder_;
    ArcTasks tasks_;
};

/// The data folder itself, or its part `test` where it is a data set of several parts.
std::filesystem::path data_folder(const std::filesystem::path& path);

/// What is evaluated. Of puzzle files and data folders (`dataset.json` and `SET__*.npy`, as the official code writes them: any
/// task) nothing is held but where it lies; standard input is kept.
class Dataset {
public:
    /// @param path of the model, for errors
    /// @throws Error (io, bad_file, bad_puzzle, bad_argument) for what is malformed or does not fit the model
    Dataset(const std::vector<std::string>& data, const Model& model, const std::string& path, const DataOptions& options);

    std::size_t size() const { return size_; }
    /// Of all questions and answers, see DataSource::hash().
    std::uint64_t hash() const;
    /// Whose questions they are; null for puzzles whose rules we do not know.
    const std::shared_ptr<const Puzzle>& puzzle() const { return puzzle_; }
    /// Whether an answer to a question can be checked without knowing it.
    bool has_rules() const { return puzzle_ && puzzle_->has_rules(); }
    /// Null for another kind of data.
    const ArcExamples* arc() const { return arc_; }
    std::unique_ptr<ItemReader> reader() const;
    /// What puzzles of the same shard have in common, counted from 0: each is alone, but for ARC, whose tasks stay whole.
    std::size_t unit(std::size_t index) const;

private:
    std::vector<std::unique_ptr<DataSource>> sources_;
    std::size_t size_ = 0;
    std::shared_ptr<const Puzzle> puzzle_;
    const ArcExamples* arc_ = nullptr;
    std::vector<std::size_t> arc_units_;  // by task
};

}  // namespace ptrm::tools
