#pragma once

#include <algorithm>
#include <cstdint>

namespace ptrm {

/// Whether a thread's steps are worth others' help. Where steps are small, or other programs use the cores too, threads wait for
/// one another for longer than it takes one alone: when help has cost more than it has gained, a thread works alone for a while,
/// and for longer every time. Changes no result.
class Pace {
public:
    /// Whether the next step asks for help.
    bool asks() {
        if (left_ == 0) return alone_ > 0;
        --left_;
        return false;
    }
    /// What a step took. @param nanoseconds
    void took_alone(std::int64_t nanoseconds) {
        // One that lost its core for a while says nothing.
        alone_ = alone_ == 0 ? nanoseconds : std::min(nanoseconds, alone_ + alone_ / 16);
    }
    void took_with_help(std::int64_t nanoseconds) {
        const std::int64_t most = 4 * alone_;  // a good time long ago makes up for nothing
        gained_ += alone_ - nanoseconds;
        if (gained_ >= most) {
            gained_ = most;
            patience_ = kLeast;
        } else if (gained_ < 0) {
            gained_ = 0;
            left_ = patience_;
            patience_ = std::min(2 * patience_, kMost);
        }
    }

private:
    static constexpr int kLeast = 8, kMost = 1024;
    std::int64_t alone_ = 0, gained_ = 0;  // nanoseconds: of a step without help, and what those with help were faster
    int left_ = 0, patience_ = kLeast;     // steps to do alone yet, and when it comes to that again
};

}  // namespace ptrm
