#include "ptrm/error.hpp"

namespace ptrm {
namespace {

std::string sentence(const std::string& subject, const std::string& where, const std::string& expected, const std::string& got) {
    std::string text = subject;
    if (!where.empty()) text += (text.empty() ? "" : ": ") + where;
    if (!text.empty()) text += ": ";
    return text + (got.empty() ? expected : "expected " + expected + ", got " + got);
}

}  // namespace

Error::Error(ErrorCode code, std::string subject, std::string where, std::string expected, std::string got)
    : std::runtime_error(sentence(subject, where, expected, got)),
      code_(code),
      subject_(std::move(subject)),
      where_(std::move(where)),
      expected_(std::move(expected)),
      got_(std::move(got)) {}

}  // namespace ptrm
