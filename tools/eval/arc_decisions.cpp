#include "eval/arc_decisions.hpp"

#include <algorithm>

namespace ptrm::tools {

void ArcDecisions::begin_task(std::size_t at) {
    begin_ = at;
    of_.clear();
    for (std::size_t i = at; i < examples_.size() && task_of(i) == task_of(at); ++i) of_.push_back(arc_.box(examples_[i]));
    const std::size_t tests = (*arc_.tasks())[static_cast<std::size_t>(task_of(at))].test.size();
    boxes_.assign(tests, {});
    decided_.assign(tests, 0);
}

void ArcDecisions::decide(std::size_t at) {
    for (std::size_t box = 0; box < boxes_.size(); ++box) {
        const auto remaining =
            std::count(of_.begin() + static_cast<std::ptrdiff_t>(at - begin_), of_.end(), static_cast<int>(box));
        decided_[box] = boxes_[box].decided(remaining, attempts_) ? 1 : 0;
    }
}

bool ArcDecisions::needless(std::size_t at) {
    if (at == 0 || task_of(at) != task_of(at - 1)) begin_task(at);
    if ((at - begin_) % kBlock == 0) decide(at);
    const auto box = of_[at - begin_];
    return !box || decided_[static_cast<std::size_t>(*box)] != 0;
}

void ArcDecisions::add(const Record& record) {
    if (record.box >= 0 && !record.rollouts.empty()) {
        const RolloutRecord& chosen = record.rollouts[static_cast<std::size_t>(record.chosen)];
        boxes_[static_cast<std::size_t>(record.box)].add(chosen.grid, arc_probability(chosen.q));
    }
}

std::size_t ArcDecisions::block(std::size_t at) const {
    const std::size_t begin = at == 0 || task_of(at) != task_of(at - 1) ? at : begin_;
    std::size_t end = at + 1;
    while (end < examples_.size() && task_of(end) == task_of(at) && (end - begin) % kBlock != 0) ++end;
    return end - at;
}

}  // namespace ptrm::tools
