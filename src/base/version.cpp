#include "ptrm/version.hpp"

namespace ptrm {

const char* version() noexcept { return PTRM_VERSION; }

}  // namespace ptrm
