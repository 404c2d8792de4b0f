#pragma once

namespace ptrm {

/// "MAJOR.MINOR.PATCH" of the library.
const char* version() noexcept;

}  // namespace ptrm
