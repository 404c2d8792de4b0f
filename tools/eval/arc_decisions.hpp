#pragma once

#include <vector>

#include "eval/dataset.hpp"

namespace ptrm::tools {

/// Tells which examples of an ARC setting are needless, for no further vote can change the attempts at their test input. It
/// is told of every example in order, and decides between blocks of them alone, so that a run that was ended in between goes on
/// as it would have.
class ArcDecisions {
public:
    static constexpr std::size_t kBlock = 32;

    /// @param examples of the shard, kept by reference
    /// @param attempts that are to stand: 1 or 2
    ArcDecisions(const ArcExamples& arc, const std::vector<std::size_t>& examples, int attempts)
        : arc_(arc), examples_(examples), attempts_(attempts) {}

    /// Whether example number `example` of the shard is needless; asked once for each, in order.
    bool needless(std::size_t example);
    /// Counts the vote of an example, all of the block before having been counted.
    void add(const Record& record);
    /// How many examples from `example` on are of the same block.
    std::size_t block(std::size_t example) const;

private:
    int task_of(std::size_t example) const { return arc_.place(examples_[example]).task; }
    void begin_task(std::size_t example);
    void decide(std::size_t example);

    const ArcExamples& arc_;
    const std::vector<std::size_t>& examples_;
    int attempts_;
    std::size_t begin_ = 0;               // the first example of the task
    std::vector<std::optional<int>> of_;  // the boxes of its examples
    std::vector<ArcBallot> boxes_;
    std::vector<char> decided_;
};

}  // namespace ptrm::tools
