#pragma once

#include <istream>
#include <string>
#include <string_view>

namespace ptrm {

/// The bytes of a text, with the line that they stand in. Bytes can be put back, so a form that turns out to be another can be
/// read again.
class TextStream {
public:
    /// What is longer is cut, so that a hostile line cannot fill the memory. JSON is read byte by byte and has its own bound.
    static constexpr std::size_t kLongestLine = 1 << 20;

    /// @param in   kept by reference
    /// @param name the file name, for errors
    TextStream(std::istream& in, std::string name) : in_(in), name_(std::move(name)) {}

    /// The next byte, or -1 at the end. @throws Error (bad_file) at the beginning of gzip or UTF-16; (io) if the stream fails
    int peek();
    int get();
    void put_back(std::string_view bytes);

    /// Reads the rest of a line into text(), without its end; false at the end of the text.
    bool next_line();
    const std::string& text() const { return text_; }
    /// The line that text() began in.
    int text_line() const { return text_line_; }
    /// The line of the next byte, from 1.
    int line() const { return line_; }

    const std::string& name() const { return name_; }
    std::string place(int line) const { return name_ + ":" + std::to_string(line); }

private:
    int from_stream();
    void check_beginning();

    std::istream& in_;
    std::string name_, text_;
    std::string back_;  // put back, the next byte last
    int line_ = 1, text_line_ = 1;
    bool started_ = false;
};

}  // namespace ptrm
