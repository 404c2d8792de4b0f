#pragma once

#include <span>
#include <string>
#include <vector>

#include "ptrm/error.hpp"
#include "puzzles/pencil.hpp"

namespace ptrm {

/// Reads the lines of a pzprv3 file one by one.
class Pzprv3Lines {
public:
    /// @param lines behind the name of the kind
    explicit Pzprv3Lines(std::span<const std::string> lines) : lines_(lines) {}

    bool done() const { return at_ == lines_.size(); }
    /// Of the next line, counted in the file.
    std::string where() const { return "line " + std::to_string(at_ + 3); }  // behind pzprv3 and the kind
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
    std::size_t at_ = 0;
};

}  // namespace ptrm
