#include "eval/record.hpp"

#include <algorithm>
#include <limits>

#include "base/index.hpp"
#include "base/random.hpp"
#include "formats/json.hpp"

namespace ptrm::tools {
namespace {

int right_cells(const EvalItem& item, std::span<const std::int32_t> answer) {
    int count = item.answer.empty() ? -1 : 0;
    for (std::size_t cell = 0; cell < item.answer.size(); ++cell)
        count += item.answer[cell] == kAnyToken || answer[cell] == item.answer[cell];
    return count;
}

}  // namespace

std::uint64_t hash(std::uint64_t state, Tokens question, Tokens answer) {
    for (const Tokens& tokens : {question, answer})
        for (const std::int32_t token : tokens) state = mix64(state ^ static_cast<std::uint32_t>(token));
    return state;
}

bool is_right(const EvalItem& item, std::span<const std::int32_t> answer, bool valid) {
    return item.answer.empty() ? valid : right_cells(item, answer) == count_of(item.answer);
}

std::size_t chosen_rollout(const Result& result) {
    const auto at = std::find_if(result.rollouts.rbegin(), result.rollouts.rend(), [&](const Rollout& rollout) {
        return rollout.answer == result.answer && rollout.q == result.q && rollout.step == result.step;
    });
    // A Q that is no number, of a broken model, equals nothing.
    return at == result.rollouts.rend() ? 0 : to_size(result.rollouts.rend() - at - 1);
}

Record make_record(std::size_t setting, const EvalItem& item, const Result& result,
                   const std::function<bool(std::span<const std::int32_t>)>& valid) {
    Record record{.setting = setting,
                  .index = item.index,
                  .place = item.place,
                  .group = item.group,
                  .rating = item.rating,
                  .chosen = static_cast<int>(chosen_rollout(result)),
                  .net_evaluations = result.net_evaluations,
                  .seconds = result.seconds,
                  .cloud = cloud_of(result.rollouts)};
    for (std::size_t k = 0; k < result.rollouts.size(); ++k) {
        const Rollout& rollout = result.rollouts[k];
        RolloutRecord out{.q = rollout.q,
                          .residual = rollout.residual,
                          .step = rollout.step,
                          .valid = valid(rollout.answer),
                          .cells = right_cells(item, rollout.answer),
                          .same_as = static_cast<int>(k)};
        for (const StepRecord& step : rollout.steps) out.steps.push_back({step.q, step.change, right_cells(item, step.answer)});
        out.right = is_right(item, rollout.answer, out.valid);
        for (std::size_t before = 0; before < k && out.same_as == static_cast<int>(k); ++before)
            if (result.rollouts[before].answer == rollout.answer) out.same_as = static_cast<int>(before);
        record.rollouts.push_back(out);
    }
    return record;
}

nlohmann::ordered_json to_json(const Record& record) {
    nlohmann::ordered_json line{{"setting", record.setting},
                                {"index", record.index},
                                {"place", record.place},
                                {"group", record.group},
                                {"chosen", record.chosen},
                                {"claimed", record.claimed},
                                {"net_evaluations", record.net_evaluations}};
    if (record.rating) line["rating"] = *record.rating;
    if (!record.task.empty()) {
        line["task"] = record.task;
        line["box"] = record.box;
        line["grids"] = nlohmann::json::array();
        for (std::size_t k = 0; k < record.rollouts.size(); ++k) {
            const bool seen = record.rollouts[k].same_as != static_cast<int>(k);
            line["grids"].push_back(seen ? nlohmann::ordered_json() : nlohmann::ordered_json(arc_text(record.rollouts[k].grid)));
        }
    }
    for (const char* name : {"q", "residual", "step", "right", "valid", "cells", "same_as"}) line[name] = nlohmann::json::array();
    const bool steps =
        std::any_of(record.rollouts.begin(), record.rollouts.end(), [](const auto& r) { return !r.steps.empty(); });
    for (const RolloutRecord& rollout : record.rollouts) {
        line["q"].push_back(rollout.q);
        line["residual"].push_back(rollout.residual);
        line["step"].push_back(rollout.step);
        line["right"].push_back(rollout.right ? 1 : 0);
        line["valid"].push_back(rollout.valid ? 1 : 0);
        line["cells"].push_back(rollout.cells);
        line["same_as"].push_back(rollout.same_as);
        if (!steps) continue;
        auto q = nlohmann::json::array(), change = q, cells = q;
        for (const StepPoint& step : rollout.steps) {
            q.push_back(step.q);
            change.push_back(step.change);
            cells.push_back(step.cells);
        }
        line["steps"].push_back({{"q", q}, {"change", change}, {"cells", cells}});
    }
    if (!record.cloud.empty()) {
        auto entropy = nlohmann::json::array(), alignment = entropy;
        for (const CloudPoint& point : record.cloud) {
            entropy.push_back(point.entropy);
            alignment.push_back(point.alignment);
        }
        line["cloud"] = {{"entropy", entropy}, {"alignment", alignment}};
    }
    line["seconds"] = record.seconds;
    return line;
}

/// JSON has no NaN: null stands for it.
float number(const nlohmann::json& value) {
    return value.is_null() ? std::numeric_limits<float>::quiet_NaN() : value.get<float>();
}

std::size_t place_number(const nlohmann::json& value) { return to_size(std::max(0, whole_number(value))); }

Record record_from_json(const nlohmann::json& line) {
    Record record{.setting = place_number(line.at("setting")),
                  .index = place_number(line.at("index")),
                  .place = line.at("place"),
                  .group = line.at("group"),
                  .chosen = whole_number(line.at("chosen")),
                  .claimed = line.at("claimed"),
                  .net_evaluations = whole_number<std::int64_t>(line.at("net_evaluations")),
                  .seconds = line.at("seconds")};
    if (line.contains("rating")) record.rating = whole_number<std::int64_t>(line["rating"]);
    const bool arc = line.contains("task");
    if (arc) {
        record.task = line.at("task");
        record.box = whole_number(line.at("box"));
    }
    const auto& q = line.at("q");
    for (std::size_t k = 0; k < q.size(); ++k) {
        record.rollouts.push_back({.q = number(q.at(k)),
                                   .residual = number(line.at("residual").at(k)),
                                   .step = whole_number(line.at("step").at(k)),
                                   .right = whole_number(line.at("right").at(k)) != 0,
                                   .valid = whole_number(line.at("valid").at(k)) != 0,
                                   .cells = whole_number(line.at("cells").at(k)),
                                   .same_as = whole_number(line.at("same_as").at(k))});
        if (arc && record.rollouts.back().same_as == static_cast<int>(k))
            record.rollouts.back().grid = parse_arc_grid(line.at("grids").at(k).get_ref<const std::string&>());
        if (!line.contains("steps")) continue;
        const auto& steps = line["steps"].at(k);
        for (std::size_t t = 0; t < steps.at("q").size(); ++t)
            record.rollouts.back().steps.push_back(
                {number(steps.at("q").at(t)), number(steps.at("change").at(t)), whole_number(steps.at("cells").at(t))});
    }
    if (line.contains("cloud")) {
        const auto& cloud = line["cloud"];
        for (std::size_t t = 0; t < cloud.at("entropy").size(); ++t)
            record.cloud.push_back({number(cloud.at("entropy").at(t)), number(cloud.at("alignment").at(t))});
    }
    if (arc && record.rollouts.empty()) return record;
    if (record.rollouts.empty() || record.chosen < 0 || record.chosen >= std::ssize(record.rollouts))
        throw std::runtime_error("no chosen rollout");
    for (std::size_t k = 0; k < record.rollouts.size(); ++k) {
        const int same = record.rollouts[k].same_as;
        if (same < 0 || to_size(same) > k) throw std::runtime_error("same_as names no earlier rollout");
        record.rollouts[k].grid = at(record.rollouts, same).grid;
    }
    return record;
}

}  // namespace ptrm::tools
