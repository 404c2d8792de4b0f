#pragma once

#include <istream>
#include <string>

namespace ptrm {

/// Reads a text line by line, without line ends, a byte order mark or, unless they are kept, trailing blanks.
class LineReader {
public:
    /// No line of a puzzle file is near this long; what is longer is cut, so that a hostile file cannot fill the memory.
    static constexpr std::size_t kLongest = 1 << 16;

    /// @param name the file's name, for errors
    /// @param blanks at the end of a line: cut, or kept where they mean something
    enum class Blanks { cut, kept };
    LineReader(std::istream& in, std::string name, Blanks blanks = Blanks::cut)
        : in_(in), name_(std::move(name)), ending_(blanks == Blanks::cut ? " \t\r" : "\r") {}

    /// Moves to the next line; false at the end.
    /// @throws Error (io) if the stream fails
    bool next();

    const std::string& text() const { return text_; }
    int number() const { return number_; }  ///< of the line, from 1
    const std::string& name() const { return name_; }
    /// "FILE:LINE:COLUMN", the column from 1.
    std::string place(int line, int column) const;

private:
    std::istream& in_;
    std::string name_, text_;
    const char* ending_;
    int number_ = 0;
};

}  // namespace ptrm
