#pragma once

#include <chrono>
#include <string>

namespace ptrm::tools {

/// One line on standard error that shows how far a long run is, its rate and the remaining time.
class ProgressBar {
public:
    /// @param mode "auto" (on a terminal, once a second has passed), "always" or "never"
    explicit ProgressBar(const std::string& mode);
    ~ProgressBar() { clear(); }

    /// @param done  units finished; @param total all units, 0 where unknown
    void show(double done, double total);
    /// Removes the line, so that other output can follow.
    void clear();
    double seconds() const;

private:
    using Clock = std::chrono::steady_clock;
    bool active_, always_;
    bool drawn_ = false;
    Clock::time_point began_ = Clock::now(), last_ = began_;
};

}  // namespace ptrm::tools
