#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "ptrm/solver.hpp"

namespace ptrm::tools {

/// The options that say how a puzzle is searched: an effort, whose meaning each model brings along, and what overrides it.
class SearchOptions {
public:
    void add_to(CLI::App& app);

    /// After parsing: --effort as the model means it, overridden by the options that were given. Without --effort: medium if none
    /// was given; else they stand on plain TRM, K = 1, D = 16, with sigma 1 for several rollouts
    /// that neither random starts nor symmetries tell apart.
    /// @param rollouts K, where the program sets it otherwise
    SolveOptions for_model(const Model& model, std::optional<int> rollouts = std::nullopt) const;
    /// The options that were given, as text; threads apart, for they change no answer.
    std::string given() const;

private:
    /// An option for one member of SolveOptions, which is set only where the option is given.
    template <class Value>
    CLI::Option* add(CLI::App& app, const std::string& name, Value SolveOptions::*member, const std::string& help);
    template <class Value>
    CLI::Option* add(CLI::App& app, const std::string& name, Value SolveOptions::*member, Value (*parse)(std::string_view),
                     const std::string& help);

    std::string effort_;
    std::vector<std::pair<CLI::Option*, std::function<void(SolveOptions&)>>> overrides_;
    CLI::Option* sigma_ = nullptr;
    std::uint64_t seed_ = 1;
    int threads_ = 0;
    bool random_starts_ = false, symmetries_ = false;
};

}  // namespace ptrm::tools
