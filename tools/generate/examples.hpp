#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ptrm/puzzle.hpp"

namespace ptrm::tools {

/// What is asked of a task that is known from examples; what is empty is found in the examples.
struct ExampleOptions {
    std::vector<std::string> files;
    std::string folder;                ///< to write
    std::string name;                  ///< of the task; empty: of the first file
    int rows = 0, cols = 0;            ///< of the board; 0: told by rows, or a square
    std::optional<std::string> open;   ///< symbols of open cells
    std::optional<std::string> turns;  ///< "1,2,4"; "none"
    std::optional<std::string> swaps;  ///< "12,ab"; "none"
    double heldout = 0.1;              ///< share of the examples that are kept aside, apart by symmetry
    bool skip_bad = false;             ///< leave bad examples out instead of refusing all
    bool force = false;                ///< replace a folder that is there
};

/// A question and its answer, one symbol per cell.
struct Example {
    std::string question, answer, place;
};

/// The symmetries that examples obey, as far as their number tells. A symmetry is refused if the copy of an answer contradicts
/// another example, if it makes patterns of neighbouring cells that no example shows, or if what stands at a place depends on it.
/// @param task with everything but turns and swaps
void find_symmetries(const std::vector<Example>& examples, Task& task, bool find_turns, bool find_swaps);

/// Reads examples, finds what there is to know of the task, and writes data folders `train` and `heldout` for tools/train, and
/// heldout.csv. What was found is written to standard error. @return an exit code
/// @throws Error (bad_puzzle) that names the examples that are bad
int learn_task(const ExampleOptions& options);

}  // namespace ptrm::tools
