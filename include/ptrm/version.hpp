#pragma once

namespace [[gnu::visibility("default")]] ptrm {

/// "MAJOR.MINOR.PATCH" of the library.
const char* version() noexcept;
/// The commit that it was built from, twelve digits; "unknown" for a source without git.
const char* commit() noexcept;

}  // namespace ptrm
