#pragma once

namespace ptrm::tools {

/// From now on an interrupt (Ctrl-C, SIGTERM) sets a flag, and ends the program within a second; a second one at once.
void catch_interrupts();
bool interrupted();

/// Thrown where an interrupt came before the outcome was known. No std::exception: it is no error of anything.
struct Interrupted {};

}  // namespace ptrm::tools
