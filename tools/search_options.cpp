#include "search_options.hpp"

#include <algorithm>
#include <CLI/CLI.hpp>
#include <iostream>

#include "base/printable.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

/// "-K,--rollouts" of the option `rollouts`.
std::string flag_of(const SearchOption& option) {
    std::string flag = option.letter != 0 ? std::string("-") + option.letter + ",--" : "--";
    for (const char c : option.name) flag += c == '_' ? '-' : c;
    return flag;
}

/// What CLI11 says of a value that `read` refuses; nothing if it does not.
template <class Read>
std::string problem_of(Read read) {
    try {
        read();
    } catch (const Error& problem) {
        return problem.got().empty() ? problem.expected() : "expected " + problem.expected() + ", got " + problem.got();
    }
    return {};
}

}  // namespace

void SearchOptions::add_to(CLI::App& app) {
    app.add_option("--effort", effort_,
                   "low, medium, high or max: settings that each model brings along (default: medium, or plain TRM where options "
                   "below are given)")
        ->check([](const std::string& name) { return problem_of([&] { parse_effort(name); }); })
        ->type_name("")
        ->group("Search");
    for (const SearchOption& option : search_options()) {
        auto text = std::make_shared<std::string>();
        CLI::Option* flag = nullptr;
        if (option.flag) {
            flag = app.add_flag_callback(
                flag_of(option), [text] { *text = "true"; }, option.help);
        } else {
            flag = app.add_option(flag_of(option), *text, option.help)->check([&option](const std::string& value) {
                SolveOptions scratch;
                return problem_of([&] { option.set(scratch, value); });
            });
            flag->type_name("");
        }
        flag->group(std::string(option.group));
        flags_.push_back({&option, flag, text});
    }
}

std::string SearchOptions::given() const {
    std::string text = effort_.empty() ? "" : "--effort " + effort_;
    for (const Flag& flag : flags_) {
        if (flag.on_command_line->count() == 0 || flag.option->group == "Run") continue;
        text += (text.empty() ? "" : " ") + flag.on_command_line->get_name();
        if (!flag.option->flag) text += " " + *flag.text;
    }
    return text;
}

bool SearchOptions::by_effort() const {
    const auto searches = [](const Flag& flag) { return flag.on_command_line->count() > 0 && flag.option->group != "Run"; };
    return !effort_.empty() || std::none_of(flags_.begin(), flags_.end(), searches);
}

SolveOptions SearchOptions::for_model(const Model& model, std::optional<int> rollouts) const {
    const bool plain = !by_effort() || (effort_.empty() && rollouts);
    std::optional<Effort> effort;
    if (!plain) effort = effort_.empty() ? Effort::medium : parse_effort(effort_);
    std::vector<Setting> settings;
    for (const Flag& flag : flags_)
        if (flag.on_command_line->count() > 0) settings.push_back({flag.option->name, *flag.text});
    if (rollouts) settings.push_back({"rollouts", std::to_string(*rollouts)});
    const SolveOptions options = options_by_name(model, effort, settings);
    const bool settled = options.select == Selection::settled || options.stop.rule == Stop::settled;
    if (settled && model.architecture().q_head && !model.architecture().random_starts)
        std::cerr << printable(model.name())
                  << ": warning: 'settled' tells right answers from wrong ones in models that were trained from random starts "
                     "(EqR), which this one was not; its Q head is the better guide\n";
    return options;
}

nlohmann::ordered_json described(const SolveOptions& options) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const SearchOption& option : search_options()) {
        const std::string value = option.text(options);
        if (option.name == "threads" || value == option.text(SolveOptions{})) continue;
        const auto number = nlohmann::ordered_json::parse(value, nullptr, false);
        json[std::string(option.name)] = number.is_discarded() ? nlohmann::ordered_json(value) : number;
    }
    return json;
}

}  // namespace ptrm::tools
