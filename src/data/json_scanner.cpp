#include "data/json_scanner.hpp"

#include <stdexcept>

namespace ptrm {
namespace {

bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

}  // namespace

void JsonScanner::take() {
    if (consumed_.size() >= kLargest) fail("more than " + std::to_string(kLargest >> 20) + " MB in one value");
    consumed_ += static_cast<char>(in_.get());
}

void JsonScanner::skip_blanks() {
    while (is_blank(peek())) take();
}

bool JsonScanner::begins(TextStream& in) {
    std::string seen;
    const auto next = [&] {
        while (in.peek() == ' ' || in.peek() == '\t') seen += static_cast<char>(in.get());
        return in.peek();
    };
    bool json = false;
    if (const int first = next(); first == '{' || first == '[') {
        seen += static_cast<char>(in.get());
        // In a line "[Puzzle]" a word stands behind the bracket, in JSON none but these three.
        if (const int then = next(); then == 't' || then == 'f' || then == 'n') {
            std::string letters;
            while (in.peek() >= 'a' && in.peek() <= 'z' && letters.size() < 6) letters += static_cast<char>(in.get());
            json = first == '[' && (letters == "true" || letters == "false" || letters == "null");
            seen += letters;
        } else if (first == '{') {
            json = then == '"' || then == '}' || then == '\n' || then == '\r' || then == -1;
        } else {
            json = then == '"' || then == '[' || then == '{' || then == ']' || then == '-' || (then >= '0' && then <= '9') ||
                   then == '\n' || then == '\r' || then == -1;
        }
    }
    in.put_back(seen);
    return json;
}

void JsonScanner::string() {
    take();  // the quote
    for (;;) {
        const int c = peek();
        if (c < 0) fail("a text that does not end");
        if (c == '\n' || c == '\r') fail("a line break within a text");
        take();
        if (c == '"') return;
        if (c == '\\' && peek() >= 0 && peek() != '\n') take();
    }
}

void JsonScanner::word() {
    std::string letters;
    while ((peek() >= 'a' && peek() <= 'z') || (peek() >= '0' && peek() <= '9') || peek() == '-' || peek() == '+' ||
           peek() == '.' || peek() == 'E' || peek() == 'N' || peek() == 'I') {
        letters += static_cast<char>(peek());
        take();
    }
    if (letters.empty())
        fail(peek() < 0 ? "the end of the text" : std::string("an unexpected '") + static_cast<char>(peek()) + "'");
}

std::string JsonScanner::value() {
    const std::size_t begin = consumed_.size();
    std::string open;  // brackets
    bool wants_value = true, may_close = false;
    do {
        skip_blanks();
        const int c = peek();
        if (c < 0) fail("the end of the text within a value");
        if (may_close && (c == '}' || c == ']')) {
            if (open.back() != (c == '}' ? '{' : '[')) fail("brackets that do not match");
            take();
            open.pop_back();
            wants_value = may_close = false;
        } else if (wants_value) {
            if (!open.empty() && open.back() == '{') {  // a key first
                if (c != '"') fail("a key in quotes is missing");
                string();
                skip_blanks();
                if (peek() != ':') fail("a colon is missing behind a key");
                take();
                skip_blanks();
            }
            const int first = peek();
            wants_value = false;
            if (first == '"') {
                string();
            } else if (first == '{' || first == '[') {
                if (static_cast<int>(open.size()) >= kDeepest) fail("nested too deeply");
                open += static_cast<char>(first);
                take();
                wants_value = may_close = true;
                continue;
            } else {
                word();
            }
        } else {
            if (c != ',') fail("a comma is missing");
            take();
            wants_value = true;
            may_close = false;
            continue;
        }
        may_close = !open.empty();
    } while (!open.empty());
    return consumed_.substr(begin);
}

bool JsonScanner::another_element(bool first) {
    skip_blanks();
    if (peek() == ']') {
        take();
        return false;
    }
    if (first) return true;
    if (peek() != ',') fail(peek() < 0 ? "an array that does not end" : "a comma is missing between the elements of an array");
    take();
    return true;
}

}  // namespace ptrm
