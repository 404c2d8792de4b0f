#include "ptrm/maze_reader.hpp"

#include <utility>

#include "data/puzzle_table.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

struct MazeReader::Impl {
    LineReader lines;
    int rows, cols;
    bool started = false;
    PuzzleTable table;

    std::string place() const { return lines.name() + ":" + std::to_string(lines.number()); }

    Maze maze(const std::string& text, const std::string& what) const {
        try {
            return parse_maze(text, rows, cols);
        } catch (const Error& error) {
            throw Error(error.code(), place(), what + error.where(), error.expected(), error.got());
        }
    }

    std::optional<MazeEntry> next() {
        while (lines.next()) {
            if (lines.text().find_first_not_of(' ') == std::string::npos) continue;
            if (!std::exchange(started, true)) {
                table.read_header(lines);
                if (table) continue;
            }
            if (!table) return MazeEntry{maze(lines.text(), ""), std::nullopt, "", std::nullopt, place()};
            const auto record = table.record(lines);
            MazeEntry entry{maze(record.question.text, "question, "), std::nullopt, record.source, record.rating, place()};
            if (record.answer) entry.answer = maze(record.answer->text, "answer, ");
            return entry;
        }
        return std::nullopt;
    }
};

MazeReader::MazeReader(std::istream& in, std::string name, int rows, int cols)
    : impl_(new Impl{LineReader(in, std::move(name), LineReader::Blanks::kept), rows, cols, false, {}}) {}
MazeReader::~MazeReader() = default;
MazeReader::MazeReader(MazeReader&&) noexcept = default;
MazeReader& MazeReader::operator=(MazeReader&&) noexcept = default;

std::optional<MazeEntry> MazeReader::next() { return impl_->next(); }

}  // namespace ptrm
