#pragma once

#include <stdexcept>
#include <string>

namespace [[gnu::visibility("default")]] ptrm {

/// What kind of thing went wrong.
enum class ErrorCode {
    io,            ///< a file could not be opened, read or written
    bad_file,      ///< the bytes of a file do not match its format
    bad_puzzle,    ///< the text of a puzzle or its clues are malformed
    bad_argument,  ///< an option or argument is out of range
};

/// The only exception type that the library throws itself; the standard library may add std::bad_alloc. `what()` reads
/// "SUBJECT: WHERE: expected E, got G" without the parts that are empty. Control characters of files and arguments are
/// written as escapes, and parts over 300 bytes are cut, so every error can be printed on a terminal.
class Error : public std::runtime_error {
public:
    /// @param subject  what was read: a file name, a puzzle, an option
    /// @param where    the place in it: a tensor name, "line 3, column 5"; may be empty
    /// @param expected what would be right; the whole complaint if `got` is empty
    /// @param got      what was found; may be empty
    Error(ErrorCode code, const std::string& subject, const std::string& where, const std::string& expected,
          const std::string& got = {});

    /// The parts of the message, see the constructor.
    ErrorCode code() const noexcept { return code_; }
    /// What was read.
    const std::string& subject() const noexcept { return subject_; }
    /// The place in it, or empty.
    const std::string& where() const noexcept { return where_; }
    /// What would be right, or the whole complaint.
    const std::string& expected() const noexcept { return expected_; }
    /// What was found, or empty.
    const std::string& got() const noexcept { return got_; }

private:
    ErrorCode code_;
    std::string subject_, where_, expected_, got_;
};

}  // namespace ptrm
