#include "formats/lines.hpp"

#include "ptrm/error.hpp"

namespace ptrm {

bool LineReader::next() {
    text_.clear();
    std::streambuf& bytes = *in_.rdbuf();
    int byte = bytes.sbumpc();
    if (byte == std::char_traits<char>::eof()) {
        if (in_.bad()) throw Error(ErrorCode::io, name_, "", "cannot be read");
        return false;
    }
    for (; byte != std::char_traits<char>::eof() && byte != '\n'; byte = bytes.sbumpc())
        if (text_.size() < kLongest) text_ += static_cast<char>(byte);
    if (++number_ == 1 && text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    text_.erase(text_.find_last_not_of(" \t\r") + 1);
    return true;
}

std::string LineReader::place(int line, int column) const {
    return name_ + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace ptrm
