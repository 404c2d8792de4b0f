#include "eval/record.hpp"

namespace ptrm::tools {

Record make_record(std::size_t setting, const EvalItem& item, const Result& result,
                   const std::function<bool(std::span<const std::int32_t>)>& valid) {
    Record record{setting, item.index, item.place, item.group, 0, result.net_evaluations, result.seconds, {}};
    for (std::size_t k = 0; k < result.rollouts.size(); ++k) {
        const Rollout& rollout = result.rollouts[k];
        RolloutRecord out{rollout.q, rollout.unrest, rollout.step, false, valid(rollout.answer), 0, static_cast<int>(k)};
        for (std::size_t cell = 0; cell < item.answer.size(); ++cell)
            out.cells += item.answer[cell] == kAnyToken || rollout.answer[cell] == item.answer[cell];
        out.right = item.answer.empty() ? out.valid : out.cells == static_cast<int>(item.answer.size());
        for (std::size_t before = 0; before < k && out.same_as == static_cast<int>(k); ++before)
            if (result.rollouts[before].answer == rollout.answer) out.same_as = static_cast<int>(before);
        if (rollout.answer == result.answer && rollout.q == result.q && rollout.step == result.step)
            record.chosen = static_cast<int>(k);
        record.rollouts.push_back(out);
    }
    return record;
}

nlohmann::ordered_json to_json(const Record& record) {
    nlohmann::ordered_json line{{"setting", record.setting}, {"index", record.index},
                                {"place", record.place},     {"group", record.group},
                                {"chosen", record.chosen},   {"net_evaluations", record.net_evaluations}};
    for (const char* name : {"q", "unrest", "step", "right", "valid", "cells", "same_as"}) line[name] = nlohmann::json::array();
    for (const RolloutRecord& rollout : record.rollouts) {
        line["q"].push_back(rollout.q);
        line["unrest"].push_back(rollout.unrest);
        line["step"].push_back(rollout.step);
        line["right"].push_back(rollout.right ? 1 : 0);
        line["valid"].push_back(rollout.valid ? 1 : 0);
        line["cells"].push_back(rollout.cells);
        line["same_as"].push_back(rollout.same_as);
    }
    line["seconds"] = record.seconds;
    return line;
}

Record record_from_json(const nlohmann::json& line) {
    Record record{line.at("setting"), line.at("index"),           line.at("place"),   line.at("group"),
                  line.at("chosen"),  line.at("net_evaluations"), line.at("seconds"), {}};
    const auto& q = line.at("q");
    for (std::size_t k = 0; k < q.size(); ++k)
        record.rollouts.push_back({q.at(k), line.at("unrest").at(k), line.at("step").at(k),
                                   line.at("right").at(k).get<int>() != 0, line.at("valid").at(k).get<int>() != 0,
                                   line.at("cells").at(k), line.at("same_as").at(k)});
    if (record.rollouts.empty() || record.chosen < 0 || static_cast<std::size_t>(record.chosen) >= record.rollouts.size())
        throw std::runtime_error("no chosen rollout");
    return record;
}

}  // namespace ptrm::tools
