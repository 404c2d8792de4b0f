#pragma once

#include <deque>
#include <istream>
#include <optional>
#include <string>

#include "data/puzzle_table.hpp"
#include "data/text_forms.hpp"
#include "ptrm/puzzle_kind.hpp"

namespace ptrm {

/// Reads puzzles that name their kind:
///  - addresses of puzz.link and its kin: one a line, alone or within other text, or in the column `question` of a table, with
///  the
///    answer's digits in `answer`;
///  - pzprv3 files, one after the other, with what is filled in of their answers;
///  - grids under a line with the name of their kind, up to a blank line;
///  - JSON objects, one a line or in an array, of which a member holds an address, and perhaps `answer` or `moves` the answer.
/// Other lines are skipped.
class NamedReader final : public PuzzleReader {
public:
    NamedReader(std::istream& in, std::string name) : lines_(in, std::move(name)) {}

    std::optional<PuzzleEntry> next() override;

    /// Whether a text begins as one of these forms does.
    static bool recognises(std::string_view beginning);

private:
    bool next_line();
    std::string place(int line) const { return lines_.name() + ":" + std::to_string(line); }
    std::optional<PuzzleEntry> read_line();
    std::optional<PuzzleEntry> read_pzprv3();
    std::optional<PuzzleEntry> read_grid(const PuzzleKind& kind);
    void read_json();
    PuzzleEntry entry(ReadPuzzle read, int line);

    LineReader lines_;
    bool started_ = false, again_ = false;  // again: look at the current line once more
    PuzzleTable table_;
    PuzzleCache known_;
    struct FromJson {
        std::string address, answer;
        std::vector<std::string> moves;
        int line;
    };
    std::deque<FromJson> json_;
};

}  // namespace ptrm
