#include "ptrm/error.hpp"

#include "base/printable.hpp"

namespace ptrm {
namespace {

/// A part of a message: what files and command lines say reaches a terminal by it.
std::string part(const std::string& text) { return printable(text, 300); }

std::string sentence(const std::string& subject, const std::string& where, const std::string& expected, const std::string& got) {
    std::string text = subject;
    if (!where.empty()) text += (text.empty() ? "" : ": ") + where;
    if (!text.empty()) text += ": ";
    return text + (got.empty() ? expected : "expected " + expected + ", got " + got);
}

}  // namespace

Error::Error(ErrorCode code, const std::string& subject, const std::string& where, const std::string& expected,
             const std::string& got)
    : std::runtime_error(sentence(part(subject), part(where), part(expected), part(got))),
      code_(code),
      subject_(part(subject)),
      where_(part(where)),
      expected_(part(expected)),
      got_(part(got)) {}

}  // namespace ptrm
