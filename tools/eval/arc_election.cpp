#include "eval/arc_election.hpp"

#include <algorithm>

#include "base/index.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

/// As Python writes lists of lists.
std::string python_text(const ArcGrid& grid) {
    std::string text = "[";
    for (std::size_t i = 0; i < grid.cells.size(); ++i) {
        const auto col = static_cast<int>(i) % grid.cols;
        if (col == 0) text += i == 0 ? "[" : "], [";
        text += (col == 0 ? "" : ", ") + std::to_string(grid.cells[i]);
    }
    return text + (grid.cells.empty() ? "]" : "]]");
}

}  // namespace

ArcElection::ArcElection(ArcTasks tasks, ArcRanking ranking, std::size_t kept)
    : tasks_(std::move(tasks)),
      ranking_(ranking),
      kept_(kept),
      closed_(tasks_->size()),
      places_(tasks_->size()),
      passes_(tasks_->size()) {
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i].resize((*tasks_)[i].test.size());
}

void ArcElection::add(int task, int box, const ArcGrid& grid, double q) {
    if (task != open_) {
        close();
        if (at(closed_, task) != 0)
            throw Error(ErrorCode::bad_file, "task " + at(*tasks_, task).id, "", "must have all its examples together");
        open_ = task;
        boxes_.assign(at(*tasks_, task).test.size(), {});
    }
    at(boxes_, box).add(grid, q);
}

void ArcElection::close() {
    if (open_ < 0) return;
    const ArcTask& task = at(*tasks_, open_);
    auto& passes = at(passes_, open_);
    for (std::size_t pair = 0; pair < task.test.size(); ++pair) {
        Places ranked = at(boxes_, *task.box(task.test[pair].input)).ranked(ranking_);
        const auto right = static_cast<std::size_t>(
            std::find_if(ranked.begin(), ranked.end(), [&](const auto& place) { return place.grid == task.test[pair].output; }) -
            ranked.begin());
        for (std::size_t k = 0; k < kArcPass.size(); ++k)
            passes[k] += right < std::min(kArcPass[k], ranked.size()) ? 1.0 / static_cast<double>(task.test.size()) : 0.0;
        ranked.resize(std::min(ranked.size(), kept_));
        at(places_, open_)[pair] = std::move(ranked);
    }
    at(closed_, open_) = 1;
    open_ = -1;
}

std::array<Share, kArcPass.size()> ArcElection::pass() const {
    std::array<Share, kArcPass.size()> shares;
    for (std::size_t k = 0; k < kArcPass.size(); ++k) {
        std::vector<double> of_tasks;
        for (const auto& passes : passes_) of_tasks.push_back(passes[k]);
        shares[k] = mean_share(of_tasks);
    }
    return shares;
}

std::size_t ArcElection::unanswered() const {
    std::size_t count = 0;
    for (std::size_t task = 0; task < tasks_->size(); ++task)
        for (std::size_t pair = 0; pair < (*tasks_)[task].test.size(); ++pair)
            if (pair >= places_[task].size() || places_[task][pair].empty()) ++count;
    return count;
}

std::string ArcElection::submission(bool complete) const {
    std::string text = "{";
    for (std::size_t task = 0; task < tasks_->size(); ++task) {
        text += (task == 0 ? "" : ", ") + nlohmann::json((*tasks_)[task].id).dump(-1, ' ', true) + ": [";
        bool first = true;
        const bool unanswered = complete && std::all_of(places_[task].begin(), places_[task].end(),
                                                        [](const Places& places) { return places.empty(); });
        const std::size_t inputs = unanswered ? (*tasks_)[task].test.size() : 0;
        for (std::size_t input = 0; input < inputs; ++input)
            text += std::string(input == 0 ? "" : ", ") + "{\"attempt_1\": [[0]], \"attempt_2\": [[0]]}";
        for (const Places& places : places_[task]) {
            if (places.empty()) continue;  // as the official code: nobody voted, and later pairs move up
            text += std::string(first ? "" : ", ") + "{\"attempt_1\": " + python_text(places[0].grid) +
                    ", \"attempt_2\": " + python_text(places[places.size() > 1 ? 1 : 0].grid) + "}";
            first = false;
        }
        text += "]";
    }
    return text + "}";
}

}  // namespace ptrm::tools
