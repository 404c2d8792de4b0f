#include "ptrm/version.hpp"

namespace ptrm {

const char* version() noexcept { return PTRM_VERSION; }
const char* commit() noexcept { return PTRM_COMMIT; }

}  // namespace ptrm
