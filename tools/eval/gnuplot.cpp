#include "eval/gnuplot.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File temporary_file() {
    File file(std::tmpfile(), &std::fclose);
    if (!file) throw Error(ErrorCode::io, "gnuplot", "", "no temporary file can be made for it");
    return file;
}

/// Runs gnuplot without a shell. @return whether it ended well
bool run_gnuplot(int in, int out) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    char name[] = "gnuplot";
    char* arguments[] = {name, nullptr};
    pid_t child = 0;
    int status = 0;
    const bool started = posix_spawnp(&child, name, &actions, nullptr, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return started && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::string gnuplot_title(std::string_view text) {
    std::string title = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        title += byte < 0x20 || byte == 0x7f ? ' ' : c == '"' ? '\'' : c == '\\' ? '/' : c == '`' ? '\'' : c;
    }
    return title + '"';
}

std::string gnuplot_svg(const std::string& script) {
    const File in = temporary_file(), out = temporary_file();
    const bool written = std::fwrite(script.data(), 1, script.size(), in.get()) == script.size() && std::fflush(in.get()) == 0;
    std::rewind(in.get());
    if (!written || !run_gnuplot(fileno(in.get()), fileno(out.get())))
        throw Error(ErrorCode::io, "gnuplot", "", "could not draw a plot; is it installed (Debian: gnuplot-nox)?");
    std::string svg;
    char part[4096];
    std::rewind(out.get());
    while (const std::size_t count = std::fread(part, 1, sizeof part, out.get())) svg.append(part, count);
    return svg;
}

}  // namespace ptrm::tools
