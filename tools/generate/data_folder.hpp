#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "ptrm/puzzle.hpp"

namespace ptrm::tools {

/// A data folder in the official layout (`dataset.json`, `all__*.npy`), with what tools/train has to know of the puzzle beside
/// it: task.json, choices.npy, copies__cells.npy and copies__tokens.npy (tools/train/data.py says what they hold).
class DataFolder {
public:
    /// @param force to replace a data set that is there
    /// @throws Error (io) for a folder that cannot be made, or that holds a data set already
    DataFolder(std::filesystem::path path, std::shared_ptr<const Puzzle> puzzle, bool force);
    void add(Tokens question, Tokens label);
    /// Writes everything. @throws Error (io)
    void finish() const;

private:
    void write(const std::string& name, const std::string& content) const;
    void write(const std::string& name, const std::vector<Index>& shape, std::span<const std::int32_t> values) const;
    void write_examples() const;
    void write_choices() const;
    void write_copies() const;
    std::string description() const;  ///< as dataset.json has it
    Index examples() const;
    /// Of a kind with hints: what each token says besides, 0 padding, 1 an open cell, from 2 on the place among its choices.
    std::vector<std::int32_t> rows() const;

    std::filesystem::path path_;
    std::shared_ptr<const Puzzle> puzzle_;
    std::vector<std::int32_t> questions_, labels_;
};

}  // namespace ptrm::tools
