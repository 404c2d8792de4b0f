#pragma once

#include <stdexcept>
#include <string>

namespace [[gnu::visibility("default")]] ptrm {

/// What kind of thing went wrong.
enum class ErrorCode {
    io,            ///< a file could not be opened, read or written
    bad_file,      ///< a file's bytes are not what its format or its own header promises
    bad_puzzle,    ///< a puzzle's text or its clues are malformed
    bad_argument,  ///< an option or argument is outside its range
};

/// The one exception type of the library. `what()` reads "SUBJECT: WHERE: expected E, got G", leaving out what is empty.
class Error : public std::runtime_error {
public:
    /// @param subject  what was read: a file's name, a puzzle, an option
    /// @param where    the place in it: a tensor's name, "line 3, column 5"; may be empty
    /// @param expected what would have been right, or, where `got` is empty, the whole complaint
    /// @param got      what was found instead; may be empty
    Error(ErrorCode code, std::string subject, std::string where, std::string expected, std::string got = {});

    /// See the constructor, as all of these.
    ErrorCode code() const noexcept { return code_; }
    /// What was read.
    const std::string& subject() const noexcept { return subject_; }
    /// The place in it, or empty.
    const std::string& where() const noexcept { return where_; }
    /// What would have been right, or the whole complaint.
    const std::string& expected() const noexcept { return expected_; }
    /// What was found instead, or empty.
    const std::string& got() const noexcept { return got_; }

private:
    ErrorCode code_;
    std::string subject_, where_, expected_, got_;
};

}  // namespace ptrm
