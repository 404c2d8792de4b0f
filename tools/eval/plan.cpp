#include "eval/plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "base/numbers.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

std::vector<double> numbers(const std::string& text, const std::string& list) {
    std::vector<double> values;
    std::istringstream rest(list);
    while (!rest.eof()) {
        std::string item;
        std::getline(rest, item, ',');
        const auto value = parse_number<double>(item.substr(std::min(item.find_first_not_of(' '), item.size())));
        if (!value) throw Error(ErrorCode::bad_argument, "--sweep", "", "NAME=NUMBER,NUMBER,...", "'" + text + "'");
        values.push_back(*value);
    }
    return values;
}

/// Values to try, from --sweep; none of what is not swept.
struct Sweep {
    std::vector<double> K, D, sigma;

    explicit Sweep(const std::vector<std::string>& texts) {
        for (const auto& text : texts) {
            const auto equals = text.find('=');
            const std::string name = text.substr(0, equals);
            if (equals == std::string::npos || (name != "K" && name != "D" && name != "sigma"))
                throw Error(ErrorCode::bad_argument, "--sweep", "", "K=..., D=... or sigma=...", "'" + text + "'");
            auto& values = name == "K" ? K : name == "D" ? D : sigma;
            // Two sweeps of one name are one, and a value counts once.
            for (const double value : numbers(text, text.substr(equals + 1)))
                if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
            for (const double value : values)
                if (name == "sigma" && !(value >= 0 && value <= 1e3))
                    throw Error(ErrorCode::bad_argument, "--sweep", "", "numbers from 0 to 1000 for sigma", "'" + text + "'");
                else if (name != "sigma" && (value != std::floor(value) || value < 1 || value > 1e6))
                    throw Error(ErrorCode::bad_argument, "--sweep", "", "whole numbers from 1 for " + name, "'" + text + "'");
        }
    }
};

}  // namespace

EvalPlan make_plan(const SearchOptions& search, const Model& model, const std::vector<std::string>& sweeps, int seeds,
                   int copies) {
    Sweep sweep(sweeps);
    std::optional<int> most;
    if (!sweep.K.empty()) most = static_cast<int>(*std::max_element(sweep.K.begin(), sweep.K.end()));
    const SolveOptions base = search.for_model(model, most);
    if (sweep.K.empty()) sweep.K = {double(base.rollouts)};
    if (sweep.D.empty()) sweep.D = {double(base.depth)};
    if (sweep.sigma.empty()) sweep.sigma = {base.noise.sigma};

    EvalPlan plan;
    const auto add_seeds = [&](const std::string& name, SolveOptions options, int count, int copy_count,
                               const std::vector<int>& widths) {
        options.keep.rollouts = true;
        for (int seed = 0; seed < count; ++seed, ++options.seed) {
            plan.settings.push_back({options, copy_count});
            plan.descriptions.push_back({{"name", name},
                                         {"K", options.rollouts},
                                         {"D", options.depth},
                                         {"sigma", options.noise.sigma},
                                         {"seed", options.seed},
                                         {"copies", copy_count},
                                         {"options", described(options)},
                                         {"widths", widths}});
        }
    };
    const auto add = [&](const std::string& name, const SolveOptions& options, int count, const std::vector<double>& widths) {
        add_seeds(name, options, count, 1, std::vector<int>(widths.begin(), widths.end()));
        if (copies < 2) return;
        std::vector<int> some;  // of the copies: 1, 2, 4, ... and all
        for (int n = 1; n < copies; n *= 2) some.push_back(n);
        some.push_back(copies);
        add_seeds(name + (options.rollouts > 1 ? ", K " + std::to_string(options.rollouts) : "") + ", copies", options, count,
                  copies, some);
    };
    for (const double D : sweep.D) {
        SolveOptions options = base;
        options.depth = static_cast<int>(D);
        const std::string depth = "D " + std::to_string(options.depth);
        add("plain TRM, " + depth, {.depth = options.depth, .seed = base.seed, .threads = base.threads}, 1, {1});
        for (const double sigma : sweep.sigma) {
            options.noise.sigma = sigma;
            char number[32];
            std::snprintf(number, sizeof number, "%g", sigma);
            const std::string name = depth + ", sigma " + number;
            if (base.stop.rule == Stop::none) {
                if (options.rollouts > 1 || sigma > 0) add(name, options, seeds, sweep.K);
                continue;
            }
            for (const double K : sweep.K) {
                options.rollouts = static_cast<int>(K);
                add(name + ", up to K " + std::to_string(options.rollouts), options, seeds, {0});
            }
        }
    }
    return plan;
}

}  // namespace ptrm::tools
