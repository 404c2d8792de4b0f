#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/grid_entry.hpp"
#include "ptrm/puzzle_kind.hpp"
#include "ptrm/puzzle_reader.hpp"

namespace ptrm {

/// A form that a text of puzzles may have.
struct TextForm {
    /// Whether a text that begins so has it, where `wanted`, if not null, is what the puzzles are to be.
    bool (*recognises)(std::string_view beginning, const Puzzle* wanted);
    std::unique_ptr<PuzzleReader> (*open)(std::istream& in, std::string name, std::string_view beginning, const Puzzle* wanted);
};

const TextForm& named_form();   ///< puzzles that name their kind
const TextForm& maze_form();    ///< mazes
const TextForm& sudoku_form();  ///< what is left

/// Puzzles by their tasks, each made once.
class PuzzleCache {
public:
    std::shared_ptr<const Puzzle> of(const Task& task);

private:
    std::vector<std::shared_ptr<const Puzzle>> known_;
};

/// A reader of grids of one type as one of puzzles.
template <class Reader, class Grid>
class GridPuzzles final : public PuzzleReader {
public:
    GridPuzzles(Reader reader, Task (*task)(const Grid&), std::vector<std::int32_t> (*tokens)(const Grid&))
        : reader_(std::move(reader)), task_(task), tokens_(tokens) {}

    std::optional<PuzzleEntry> next() override {
        auto entry = reader_.next();
        if (!entry) return std::nullopt;
        PuzzleEntry puzzle{known_.of(task_(entry->question)),
                           tokens_(entry->question),
                           {},
                           std::move(entry->group),
                           entry->rating,
                           std::move(entry->place)};
        if (entry->answer) puzzle.answer = tokens_(*entry->answer);
        return puzzle;
    }

private:
    Reader reader_;
    Task (*task_)(const Grid&);
    std::vector<std::int32_t> (*tokens_)(const Grid&);
    PuzzleCache known_;
};

}  // namespace ptrm
