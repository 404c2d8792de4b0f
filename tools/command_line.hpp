#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "progress_bar.hpp"

namespace ptrm::tools {

/// What the command lines of all programs have in common: --version, examples, and help that fits 100 columns.
/// To be called before options and subcommands are added.
void set_up(CLI::App& app, const std::string& examples);

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
