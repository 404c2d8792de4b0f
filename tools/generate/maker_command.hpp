#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "ptrm/puzzle_kind.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ptrm::tools {

/// What the command line asks of the puzzles of a kind, and the puzzles that are to be left out.
class MakerCommand {
public:
    MakerCommand(const PuzzleKind& kind, CLI::App& app);
    MakerCommand(const MakerCommand&) = delete;  // the command line writes into it
    MakerCommand& operator=(const MakerCommand&) = delete;

    bool parsed() const;
    /// Files of puzzles to leave out.
    const std::vector<std::string>& files() const { return files_; }

    /// After parsing. @param training whether the puzzles are for tools/train
    /// @throws Error (bad_argument) for settings that make no sense, (io, bad_puzzle) for files to exclude that cannot be read
    std::unique_ptr<PuzzleMaker> maker(bool training);
    /// Whether the puzzle is a symmetric copy of one to leave out.
    bool excludes(const Puzzle& puzzle, const MadePuzzle& made) const;

private:
    struct Flag {
        const MakerOption* option;
        CLI::Option* on_command_line;
        std::shared_ptr<std::string> text;
    };

    void read_excluded(const std::shared_ptr<const Puzzle>& puzzle);

    const PuzzleKind& kind_;
    CLI::App& app_;
    std::vector<Flag> flags_;
    std::vector<std::string> files_;
    std::unordered_set<std::string> excluded_;  // canonical forms
};

}  // namespace ptrm::tools
