#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <new>
#include <sstream>

#include "base/instructions.hpp"
#include "base/printable.hpp"
#include "common.hpp"
#include "interrupts.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/version.hpp"

namespace ptrm::tools {
namespace {

constexpr std::size_t kWidth = 100, kColumn = 30;  // of a line; where the text of an option begins

/// Breaks a line at blanks; what follows begins below the option's text, or at the left where there is none.
std::string wrapped(std::string line) {
    std::string text;
    const std::string indent(line.starts_with("  ") ? kColumn : 0, ' ');
    while (line.size() > kWidth) {
        const std::size_t blank = line.rfind(' ', kWidth);
        if (blank == std::string::npos || blank <= indent.size()) break;
        text += line.substr(0, blank) + '\n';
        line.replace(0, blank + 1, indent);
    }
    return text + line + '\n';
}

class NarrowHelp final : public CLI::Formatter {
public:
    std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
        std::istringstream lines(CLI::Formatter::make_help(app, std::move(name), mode));
        std::string text, line;
        bool blank = true, examples = false;  // commands are left as they are
        while (std::getline(lines, line)) {
            if (line.empty() && std::exchange(blank, true)) continue;
            blank = line.empty();
            examples = examples || line == "Examples:";
            text += examples ? line + '\n' : wrapped(line);
        }
        return text;
    }
};

}  // namespace

void set_up(CLI::App& app, const std::string& examples) {
    app.formatter(std::make_shared<NarrowHelp>());
    app.set_version_flag("--version", [] {
        return std::string("ptrm ") + version() + "\ncommit " + commit() + "\nbackend " +
               std::string(find_kernels(Backend::automatic, Precision::automatic).name()) + ", CPU " + cpu_features();
    });
    app.footer(examples);
}

int run(CLI::App& app, int argc, char** argv, const std::function<int()>& body) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit is an error of that write
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (app.exit(error) != 0) return kFailed;
        std::cout.flush();
        if (std::cout) return kDone;
        std::cerr << app.get_name() << ": standard output: cannot be written\n";
        return kFailed;
    }
    try {
        return body();
    } catch (const Interrupted&) {
        return kInterrupted;
    } catch (const std::bad_alloc&) {
        std::cerr << app.get_name() << ": not enough memory\n";
    } catch (const std::exception& error) {
        std::cerr << app.get_name() << ": " << printable(error.what(), 2000) << '\n';
    }
    return kFailed;
}

void ProgressOptions::add_to(CLI::App& app) {
    app.add_option("--progress", mode_, "auto (long runs on a terminal), always or never")
        ->capture_default_str()
        ->group("Output")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_flag("--quiet", quiet_, "no progress and no summary on standard error")->group("Output");
}

}  // namespace ptrm::tools
