#include <map>

#include "base/named.hpp"
#include "checkpoint/model_impl.hpp"
#include "formats/json.hpp"
#include "ptrm/error.hpp"
#include "ptrm/solver.hpp"

namespace ptrm {
namespace {

using nlohmann::json;

const char* name_of(Effort effort) {
    const char* names[] = {"low", "medium", "high", "max"};
    return names[static_cast<int>(effort)];
}

/// For models that bring no settings of their own.
SolveOptions usual(Effort effort) {
    switch (effort) {
        case Effort::low: return {.stop = Stop::automatic};
        case Effort::medium: return {.rollouts = 16, .sigma = 1.0, .stop = Stop::automatic};
        case Effort::high: return {.rollouts = 64, .depth = 32, .sigma = 1.0, .stop = Stop::automatic};
        case Effort::max: break;
    }
    return {.rollouts = 100, .depth = 64, .sigma = 1.0, .stop = Stop::automatic};
}

}  // namespace

Effort parse_effort(std::string_view name) {
    return parse_name<Effort>("effort", name,
                              {{"low", Effort::low}, {"medium", Effort::medium}, {"high", Effort::high}, {"max", Effort::max}});
}

SolveOptions effort_options(const Model& model, Effort effort) {
    const auto text = model.metadata().find("ptrm_effort");
    if (text == model.metadata().end()) return usual(effort);
    SolveOptions options;
    const std::map<std::string, std::function<void(const json&)>> keys{
        {"rollouts", [&](const json& value) { options.rollouts = value.get<int>(); }},
        {"depth", [&](const json& value) { options.depth = value.get<int>(); }},
        {"sigma", [&](const json& value) { options.sigma = value.get<double>(); }},
        {"noise_target", [&](const json& value) { options.noise_target = parse_noise_target(value.get<std::string>()); }},
        {"select", [&](const json& value) { options.selection = parse_selection(value.get<std::string>()); }},
        {"stop", [&](const json& value) { options.stop = parse_stop(value.get<std::string>()); }},
        {"stop_q", [&](const json& value) { options.stop_q = value.get<double>(); }},
        {"stop_unchanged", [&](const json& value) { options.stop_unchanged = value.get<int>(); }},
        {"restart_after", [&](const json& value) { options.restart_after = value.get<int>(); }},
        {"restart_q", [&](const json& value) { options.restart_q = value.get<double>(); }},
        {"resample_every", [&](const json& value) { options.resample_every = value.get<int>(); }},
        {"search", [&](const json& value) { options.search = parse_search(value.get<std::string>()); }},
        {"tree_steps", [&](const json& value) { options.tree_steps = value.get<int>(); }},
        {"tree_dead", [&](const json& value) { options.tree_dead = value.get<double>(); }},
        {"budget", [&](const json& value) { options.budget = value.get<std::int64_t>(); }},
        {"symmetries", [&](const json& value) { options.symmetries = value.get<bool>(); }},
        {"random_starts", [&](const json& value) { options.random_starts = value.get<bool>(); }}};
    try {
        const json settings = parse_shallow_json(text->second).at(name_of(effort));
        for (const auto& [key, value] : settings.items()) keys.at(key)(value);
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, model.impl().name, std::string("ptrm_effort, level ") + name_of(effort),
                    std::string("cannot be read: ") + problem.what());
    }
    return options;
}

}  // namespace ptrm
