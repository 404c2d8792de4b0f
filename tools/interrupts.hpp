#pragma once

namespace ptrm::tools {

/// From now on an interrupt (Ctrl-C, SIGTERM) sets a flag, and ends the program within a second; a second one at once.
void catch_interrupts();
bool interrupted();

}  // namespace ptrm::tools
