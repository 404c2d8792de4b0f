#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "puzzles/arc.hpp"

namespace ptrm::tools {

struct ArcPair {
    ArcGrid input, output;
};

/// A task as `test_puzzles.json` has it.
struct ArcTask {
    std::string id;
    std::vector<ArcPair> train, test;

    /// The first test pair with that input, in whose box its answers go; nothing where there is none.
    std::optional<int> box(const ArcGrid& input) const;
};

using ArcTasks = std::shared_ptr<const std::vector<ArcTask>>;

/// The tasks of `test_puzzles.json`, in the order of the file. @throws Error (io, bad_file)
ArcTasks read_arc_tasks(const std::filesystem::path& file);

/// What a puzzle identifier of a data set stands for.
struct ArcPlace {
    int task = -1;  ///< place among the tasks; -1 for the blank one, and for tasks whose answer is not asked for
    ArcAugmentation augmentation;
};

/// The meaning of each of the `wanted` identifiers, by `identifiers.json`. @throws Error (io, bad_file)
std::vector<ArcPlace> read_arc_places(const std::filesystem::path& file, const std::vector<ArcTask>& tasks,
                                      const std::vector<std::int32_t>& wanted);

/// The folder of `identifiers.json` and `test_puzzles.json` where they stand beside the data folder `test`.
std::optional<std::filesystem::path> arc_folder(const std::filesystem::path& test);

}  // namespace ptrm::tools
