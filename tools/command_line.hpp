#pragma once

#include <functional>
#include <string>

#include "progress_bar.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace ptrm::tools {

/// What the command lines of all programs have in common: --version, examples, and help that fits 100 columns.
/// To be called before options and subcommands are added.
void set_up(CLI::App& app, const std::string& examples);

/// Parses the command line and runs a program's body; what that throws is one line on standard error. A write to a closed pipe
/// is an error of that write alone; of the program's own output it ends the program without a word, see Output.
/// @return the exit code: kFailed (2) for a wrong command line and after an exception, else the body's
int run(CLI::App& app, int argc, char** argv, const std::function<int()>& body);

/// The options --progress and --quiet.
class ProgressOptions {
public:
    void add_to(CLI::App& app);
    /// Neither progress nor a summary, only what is wrong.
    bool quiet() const { return quiet_; }
    ProgressBar bar() const { return ProgressBar(quiet_ ? "never" : mode_); }

private:
    std::string mode_ = "auto";
    bool quiet_ = false;
};

}  // namespace ptrm::tools
