#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/named.hpp"
#include "formats/json.hpp"
#include "ptrm/error.hpp"
#include "ptrm/solve_options.hpp"
#include "sampler/searches.hpp"

namespace ptrm {
namespace {

constexpr Named<Effort> kEfforts[] = {
    {"low", Effort::low}, {"medium", Effort::medium}, {"high", Effort::high}, {"max", Effort::max}};

/// For models that bring no settings of their own.
SolveOptions usual(Effort effort) {
    switch (effort) {
        case Effort::low: return {.stop = {.rule = Stop::automatic}};
        case Effort::medium: return {.rollouts = 16, .noise = {.sigma = 1.0}, .stop = {.rule = Stop::automatic}};
        case Effort::high: return {.rollouts = 64, .depth = 32, .noise = {.sigma = 1.0}, .stop = {.rule = Stop::automatic}};
        case Effort::max: break;
    }
    return {.rollouts = 100, .depth = 64, .noise = {.sigma = 1.0}, .stop = {.rule = Stop::automatic}};
}

const SearchOption& effort_option(const std::string& key) {
    const SearchOption& option = search_option(key);
    if (option.group == "Run") throw std::runtime_error("'" + key + "' is no option of a search");
    return option;
}

}  // namespace

Effort parse_effort(std::string_view name) { return row_named("effort", name, kEfforts).value; }

SolveOptions effort_options(const Model& model, Effort effort) {
    const auto text = model.metadata().find("ptrm_effort");
    if (text == model.metadata().end()) return usual(effort);
    SolveOptions options;
    const std::string level(row_of(kEfforts, effort).name);
    try {
        const nlohmann::json settings = parse_json<nlohmann::json>(text->second).at(level);
        for (const auto& [key, value] : settings.items())
            effort_option(key).set(options, value.is_string() ? value.get<std::string>() : value.dump());
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, model.name(), "ptrm_effort, level " + level,
                    std::string("cannot be read: ") + problem.what());
    }
    return options;
}

SolveOptions options_by_name(const Model& model, std::optional<Effort> effort, std::span<const Setting> settings) {
    SolveOptions options = effort ? effort_options(model, *effort) : SolveOptions{};
    bool sigma = false;
    for (const Setting& setting : settings) {
        search_option(setting.name).set(options, setting.text);
        sigma = sigma || setting.name == "sigma";
    }
    const bool varied = model.architecture().random_starts || options.noise.random_starts || options.noise.path > 0 ||
                        options.symmetries || search_of(options).on_copies;
    if (!effort && !sigma) options.noise.sigma = options.rollouts > 1 && !varied ? 1.0 : 0.0;
    return options;
}

}  // namespace ptrm
