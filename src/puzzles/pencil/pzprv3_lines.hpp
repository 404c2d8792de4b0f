#pragma once

#include <span>
#include <string>
#include <vector>

#include "ptrm/error.hpp"
#include "puzzles/pencil/address.hpp"

namespace ptrm {

/// Reads the lines of a pzprv3 file one by one.
class Pzprv3Lines {
public:
    /// @param lines all of the file: first "pzprv3", perhaps with a version behind a point, then the name of the kind
    explicit Pzprv3Lines(std::span<const std::string> lines) : lines_(lines) {}

    int version() const { return lines_[0].starts_with("pzprv3.") ? whole_number(lines_[0].substr(7)).value_or(0) : 0; }

    bool done() const { return at_ >= lines_.size(); }
    /// Of the next line, counted in the file.
    std::string where() const { return "line " + std::to_string(at_ + 1); }
    /// The next line, empty behind the last.
    std::string line() { return done() ? "" : lines_[at_++]; }
    /// The next line as a number. @throws Error (bad_puzzle)
    int number(int low, int high) {
        const std::string text = done() ? "" : lines_[at_];
        const auto value = whole_number(text);
        if (!value || *value < low || *value > high)
            throw Error(ErrorCode::bad_puzzle, "pzprv3", where(),
                        "a number from " + std::to_string(low) + " to " + std::to_string(high),
                        done() ? "the end" : "'" + text.substr(0, 20) + "'");
        ++at_;
        return *value;
    }
    /// The next `rows` lines, of `cols` cells between blanks each. @throws Error (bad_puzzle)
    std::vector<std::string> grid(int rows, int cols) {
        std::vector<std::string> cells;
        for (int row = 0; row < rows; ++row, ++at_) {
            if (cols == 0) continue;
            const auto here = between_blanks(done() ? "" : lines_[at_]);
            if (std::ssize(here) != cols)
                throw Error(ErrorCode::bad_puzzle, "pzprv3", where(), std::to_string(cols) + " cells between blanks",
                            done() ? "the end" : std::to_string(here.size()));
            cells.insert(cells.end(), here.begin(), here.end());
        }
        return cells;
    }

private:
    std::span<const std::string> lines_;
    std::size_t at_ = 2;
};

}  // namespace ptrm
