#include "eval/arc_decisions.hpp"

#include <algorithm>

#include "base/index.hpp"

namespace ptrm::tools {

void ArcDecisions::begin_task(std::size_t example) {
    begin_ = example;
    of_.clear();
    for (std::size_t i = example; i < examples_.size() && task_of(i) == task_of(example); ++i)
        of_.push_back(arc_.box(examples_[i]));
    const std::size_t tests = at(*arc_.tasks(), task_of(example)).test.size();
    boxes_.assign(tests, {});
    decided_.assign(tests, 0);
}

void ArcDecisions::decide(std::size_t example) {
    for (std::size_t box = 0; box < boxes_.size(); ++box) {
        const auto remaining = std::count(of_.begin() + static_cast<Index>(example - begin_), of_.end(), static_cast<int>(box));
        decided_[box] = boxes_[box].decided(remaining, attempts_) ? 1 : 0;
    }
}

bool ArcDecisions::needless(std::size_t example) {
    if (example == 0 || task_of(example) != task_of(example - 1)) begin_task(example);
    if ((example - begin_) % kBlock == 0) decide(example);
    const auto box = of_[example - begin_];
    return !box || at(decided_, *box) != 0;
}

void ArcDecisions::add(const Record& record) {
    if (record.box >= 0 && !record.rollouts.empty()) {
        const RolloutRecord& chosen = at(record.rollouts, record.chosen);
        at(boxes_, record.box).add(chosen.grid, arc_probability(chosen.q));
    }
}

std::size_t ArcDecisions::block(std::size_t example) const {
    const std::size_t begin = example == 0 || task_of(example) != task_of(example - 1) ? example : begin_;
    std::size_t end = example + 1;
    while (end < examples_.size() && task_of(end) == task_of(example) && (end - begin) % kBlock != 0) ++end;
    return end - example;
}

}  // namespace ptrm::tools
