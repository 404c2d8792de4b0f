#include "data/text_stream.hpp"

#include <algorithm>

#include "ptrm/error.hpp"

namespace ptrm {
namespace {

constexpr int kEnd = -1;

}  // namespace

int TextStream::from_stream() {
    const int byte = in_.rdbuf()->sbumpc();
    if (byte != std::char_traits<char>::eof()) return byte;
    if (in_.bad()) throw Error(ErrorCode::io, name_, "", "cannot be read");
    return kEnd;
}

void TextStream::check_beginning() {
    started_ = true;
    std::string first;
    for (int byte = 0; first.size() < 3 && byte != kEnd;)
        if ((byte = from_stream()) != kEnd) first += static_cast<char>(byte);
    const auto refuse = [&](const char* what) { throw Error(ErrorCode::bad_file, name_, "", "plain text", what); };
    if (first.starts_with("\x1F\x8B")) refuse("a gzip file: zcat it into standard input");
    if (first.starts_with("PK")) refuse("a zip file: unpack it first");
    if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF")) refuse("UTF-16: iconv -f UTF-16 -t UTF-8 makes it plain");
    if (first == "\xEF\xBB\xBF") first.clear();
    back_.assign(first.rbegin(), first.rend());
}

int TextStream::peek() {
    if (!started_) check_beginning();
    if (back_.empty()) {
        const int byte = from_stream();
        if (byte == kEnd) return kEnd;
        back_ += static_cast<char>(byte);
    }
    return static_cast<unsigned char>(back_.back());
}

int TextStream::get() {
    const int byte = peek();
    if (byte == kEnd) return kEnd;
    back_.pop_back();
    if (byte == '\n') ++line_;
    return byte;
}

void TextStream::put_back(std::string_view bytes) {
    line_ -= static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n'));
    back_.append(bytes.rbegin(), bytes.rend());
}

bool TextStream::next_line() {
    text_.clear();
    text_line_ = line_;
    int byte = get();
    if (byte == kEnd) return false;
    for (; byte != kEnd && byte != '\n'; byte = get())
        if (text_.size() < kLongestLine) text_ += static_cast<char>(byte);
    if (text_.ends_with('\r')) text_.pop_back();
    return true;
}

}  // namespace ptrm
