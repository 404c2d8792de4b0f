#include "data/task_json.hpp"

#include "base/index.hpp"
#include "formats/json_fields.hpp"

namespace ptrm {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void read_box(const JsonFields& fields, Task& task) {
    if (!fields.has("box")) return;
    const json& box = fields.need("box");
    const auto side = [](const json& value) { return value.is_number_integer() && value >= 1 && value <= 1024; };
    if (!box.is_array() || box.size() != 2 || !side(box[0]) || !side(box[1])) fields.fail("box", "[rows, columns] of a box");
    task.box_rows = box[0].get<int>();
    task.box_cols = box[1].get<int>();
}

void read_symmetries(const JsonFields& fields, Task& task) {
    if (fields.has("turns")) {
        const json& turns = fields.need("turns");
        if (!turns.is_array() || turns.size() > 7) fields.fail("turns", "an array of turns from 1 to 7");
        for (const json& turn : turns) {
            if (!turn.is_number_integer() || turn < 1 || turn > 7) fields.fail("turns", "an array of turns from 1 to 7");
            task.turns.push_back(turn.get<int>());
        }
    }
    if (fields.has("swaps")) {
        const json& swaps = fields.need("swaps");
        if (!swaps.is_array() || swaps.size() > 64) fields.fail("swaps", "an array of texts, the symbols of a group each");
        for (const json& group : swaps) {
            if (!group.is_string()) fields.fail("swaps", "an array of texts, the symbols of a group each");
            task.swaps.push_back(group.get<std::string>());
        }
    }
}

}  // namespace

Task parse_task(const std::string& text, const std::string& file) {
    const JsonFields fields(text, file, "ptrm_task");
    Task task;
    task.puzzle = fields.text("puzzle");
    task.rows = fields.whole("rows", 1, 1024);
    task.cols = fields.whole("cols", 1, 1024);
    task.tokens = fields.text("tokens", "");
    task.open = fields.text("open", "");
    task.answers = fields.text("answers", "");
    read_box(fields, task);
    read_symmetries(fields, task);
    return task;
}

std::vector<NumberedTask> parse_tasks(const std::string& text, const std::string& file) {
    const JsonFields fields(text, file, "ptrm_task");
    if (!fields.has("kinds")) return {{parse_task(text, file)}};
    const json& kinds = fields.need("kinds");
    constexpr std::size_t kMost = 256;
    if (!kinds.is_array() || kinds.empty() || kinds.size() > kMost)
        fields.fail("kinds", "an array of tasks, one for each kind, at most " + std::to_string(kMost));
    std::vector<NumberedTask> tasks;
    for (const json& kind : kinds) {
        const std::string one = kind.dump();
        const NumberedTask numbered{parse_task(one, file),
                                    JsonFields(one, file, "ptrm_task").whole("puzzle_id", 0, 1 << 30, count_of(tasks))};
        for (const NumberedTask& other : tasks)
            if (other.task.puzzle == numbered.task.puzzle || other.puzzle_id == numbered.puzzle_id)
                fields.fail("kinds", "tasks of different puzzles with different puzzle_id");
        tasks.push_back(numbered);
    }
    return tasks;
}

std::string task_text(const Task& task) {
    ordered_json about{{"puzzle", task.puzzle}, {"rows", task.rows}, {"cols", task.cols}};
    if (task.box_rows > 0) about["box"] = {task.box_rows, task.box_cols};
    for (const auto& [key, value] : {std::pair("tokens", task.tokens), {"open", task.open}, {"answers", task.answers}})
        if (!value.empty()) about[key] = value;
    if (!task.turns.empty()) about["turns"] = task.turns;
    if (!task.swaps.empty()) about["swaps"] = task.swaps;
    return about.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace ptrm
