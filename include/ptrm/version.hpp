#pragma once

namespace [[gnu::visibility("default")]] ptrm {

/// "MAJOR.MINOR.PATCH" of the library.
const char* version() noexcept;

}  // namespace ptrm
