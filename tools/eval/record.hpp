#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/cloud.hpp"
#include "ptrm/solver.hpp"
#include "puzzles/arc.hpp"

namespace ptrm::tools {

/// In an answer: a cell that does not count.
constexpr std::int32_t kAnyToken = -1;

/// One puzzle to evaluate.
struct EvalItem {
    std::size_t index = 0;               ///< among all puzzles of the data
    std::string place;                   ///< "FILE:LINE"
    std::string group;                   ///< what the data's column `source` says
    std::optional<std::int64_t> rating;  ///< what its column `rating` says
    Question question;
    std::vector<std::int32_t> answer;  ///< tokens; empty where the data has none, then the rules decide what is right
};

/// A hash of question and answer, going on from another.
std::uint64_t hash(std::uint64_t state, Tokens question, Tokens answer);

/// A rollout after a supervision step.
struct StepPoint {
    float q = 0, change = 0;
    int cells = 0;  ///< right cells; -1 where the data has no answer
};

/// How one rollout ended.
struct RolloutRecord {
    float q = 0, residual = 0;
    int step = 0;
    bool right = false, valid = false;  ///< equal to the answer; obeying the rules
    int cells = 0;                      ///< right cells; -1 where the data has no answer
    int same_as = 0;                    ///< the first rollout with the same answer
    ArcGrid grid = {};                  ///< of ARC: the answer, cropped and its augmentation undone
    std::vector<StepPoint> steps = {};  ///< where they were asked for
};

/// What one setting made of one puzzle: a line of the results file.
struct Record {
    std::size_t setting = 0, index = 0;
    std::string place = {}, group = {};
    std::optional<std::int64_t> rating = {};
    int chosen = 0;        ///< place among `rollouts` of the answer that the puzzle got
    bool claimed = false;  ///< the model takes that answer to be right, see claims()
    std::int64_t net_evaluations = 0;
    double seconds = 0;
    std::vector<RolloutRecord> rollouts = {};  ///< none where the vote of an ARC task was decided before
    std::vector<CloudPoint> cloud = {};        ///< by supervision step, with `steps`
    std::string task = {};                     ///< of ARC
    int box = -1;                              ///< of ARC: the test pair in whose box the answer goes, -1 for none
};

/// Equal to the item's answer; where it has none, whether it obeys the rules.
bool is_right(const EvalItem& item, std::span<const std::int32_t> answer, bool valid);

/// Which of a result's kept rollouts its answer is of.
std::size_t chosen_rollout(const Result& result);

/// @param valid whether an answer obeys the rules
Record make_record(std::size_t setting, const EvalItem& item, const Result& result,
                   const std::function<bool(std::span<const std::int32_t>)>& valid);

nlohmann::ordered_json to_json(const Record& record);
/// @throws std::exception if the object is not what to_json() gives
Record record_from_json(const nlohmann::json& line);

}  // namespace ptrm::tools
