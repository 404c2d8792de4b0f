#pragma once

#include <cstdint>
#include <functional>

namespace ptrm {

/// What a rule sees of a puzzle when a wave of its rollouts, or a stretch of all of them, is done.
struct PuzzleView {
    bool met;                      ///< a rollout met its stop rule
    int refutations;               ///< of answers, by second views
    std::int64_t net_evaluations;  ///< spent so far
    double seconds;                ///< since its first rollout began
};

/// Whether a puzzle need not go wider.
using PuzzleRule = std::function<bool(const PuzzleView&)>;

inline PuzzleRule answer_met() {
    return [](const PuzzleView& view) { return view.met; };
}

inline PuzzleRule spent(std::int64_t net_evaluations) {
    return [=](const PuzzleView& view) { return view.net_evaluations >= net_evaluations; };
}

/// Second views did not agree with so many answers.
inline PuzzleRule refuted(int answers) {
    return [=](const PuzzleView& view) { return view.refutations >= answers; };
}

/// The one rule that may differ between runs.
inline PuzzleRule out_of_time(double seconds) {
    return [=](const PuzzleView& view) { return view.seconds >= seconds; };
}

/// One of the rules says stop.
inline PuzzleRule either(PuzzleRule a, PuzzleRule b) {
    return [a = std::move(a), b = std::move(b)](const PuzzleView& view) { return a(view) || b(view); };
}

}  // namespace ptrm
