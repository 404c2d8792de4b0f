#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ptrm/solver.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ptrm::tools {

/// The options that say how a puzzle is searched: an effort, whose meaning each model brings along, and what overrides it; all of
/// ptrm::search_options().
class SearchOptions {
public:
    void add_to(CLI::App& app);

    /// After parsing: --effort as the model means it, overridden by the options that were given. Without --effort: medium if none
    /// was given; else they stand on plain TRM, K = 1, D = 16, with sigma 1 for several rollouts
    /// that neither random starts nor symmetries tell apart.
    /// @param rollouts K, where the program sets it otherwise
    SolveOptions for_model(const Model& model, std::optional<int> rollouts = std::nullopt) const;
    /// Whether they stand on an effort, given or taken for want of any.
    bool by_effort() const;
    /// The options that were given, as text; seed and threads apart.
    std::string given() const;

private:
    /// An option of the table on the command line, and the text that it was given.
    struct Flag {
        const SearchOption* option;
        CLI::Option* on_command_line;
        std::shared_ptr<std::string> text;
    };

    std::string effort_;
    std::vector<Flag> flags_;
};

/// The options that are not what they are by default, each as its value by name; threads apart, for they change no answer.
nlohmann::ordered_json described(const SolveOptions& options);

}  // namespace ptrm::tools
