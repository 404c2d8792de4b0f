#pragma once

#include "eval/dataset.hpp"
#include "formats/npy.hpp"

namespace ptrm::tools {

/// The examples of a data folder as the official code writes it.
class DataFolderSource final : public DataSource, public ArcExamples {
public:
    /// @param arc whether its puzzles are ARC's, as `identifiers.json` and `test_puzzles.json` beside the folder say
    /// @throws Error (io, bad_file) for what is malformed or does not fit the model
    DataFolderSource(const std::filesystem::path& folder, const Architecture& arch, bool arc, int augmentations);

    std::size_t size() const override { return examples_.size(); }
    std::uint64_t hash() const override;
    std::unique_ptr<ItemReader> reader() const override;
    const ArcPlace& place(std::size_t index) const override { return places_[examples_[index].puzzle]; }
    std::optional<int> box(std::size_t index) const override;

    EvalItem item(std::size_t index) const;
    /// What all examples have, of which there is one at least. @throws Error (bad_file) if they differ
    std::int32_t puzzle_id() const;
    /// Where an example lies in the arrays of its set, and how many the first set has.
    std::size_t row(std::size_t index) const { return examples_[index].row; }
    std::int64_t rows() const { return sets_.front().inputs.shape()[0]; }

private:
    /// Arrays that belong together.
    struct Set {
        std::string name;
        NpyArray inputs, labels;
    };
    struct Example {
        std::uint32_t set, row, puzzle;
    };

    void add_set(const std::filesystem::path& folder, const std::string& name);
    void keep_arc_examples(int augmentations);
    std::vector<std::int32_t> tokens(const NpyArray& array, std::uint32_t row) const;

    const Architecture arch_;
    std::int32_t ignored_ = 0;  // the label of cells that do not count
    std::vector<Set> sets_;
    std::vector<std::int32_t> identifiers_;  // of puzzles
    std::vector<Example> examples_;
    std::vector<ArcPlace> places_;  // of puzzles
};

}  // namespace ptrm::tools
