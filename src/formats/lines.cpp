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
    if (++number_ == 1) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
        const auto named = [&](const char* what) { throw Error(ErrorCode::bad_file, name_, "", "plain text", what); };
        if (text_.starts_with("\x1F\x8B")) named("a gzip file: zcat it into standard input");
        if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
            named("UTF-16: iconv -f UTF-16 -t UTF-8 makes it plain");
    }
    text_.erase(text_.find_last_not_of(ending_) + 1);
    return true;
}

std::string LineReader::place(int line, int column) const {
    return name_ + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace ptrm
