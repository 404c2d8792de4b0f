#include "interrupts.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <csignal>

#include "common.hpp"

namespace ptrm::tools {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void on_interrupt(int signal) {
    g_interrupted = 1;
    std::signal(signal, SIG_DFL);
    // Whatever is under way, a proof or a read that waits, does not keep the program longer. Results are flushed one by one.
    itimerval soon{};
    soon.it_value.tv_usec = 900'000;
    setitimer(ITIMER_REAL, &soon, nullptr);
}

void on_timeout(int) { _exit(kInterrupted); }

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

}  // namespace

void catch_interrupts() {
    handle(SIGALRM, on_timeout);
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
}

bool interrupted() { return g_interrupted != 0; }

}  // namespace ptrm::tools
