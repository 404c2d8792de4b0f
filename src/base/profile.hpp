#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ptrm {

/// What a supervision step's time goes into. Attention is its part without weights.
enum class Part { products, gate, norms, rounding, attention };
constexpr std::array<std::string_view, 5> kPartNames{"products", "gate", "norms", "rounding", "attention"};

/// Nanoseconds that this thread spent on each part while profiling was on.
struct Profile {
    std::array<std::int64_t, kPartNames.size()> nanoseconds{};

    static Profile& of_this_thread() {
        thread_local Profile profile;
        return profile;
    }
    /// Whether this thread counts.
    static bool& on() {
        thread_local bool on = false;
        return on;
    }
};

/// Counts the time from here to the end of a scope; nothing unless profiling is on.
class Section {
public:
    explicit Section(Part part) : part_(part), on_(Profile::on()) {
        if (on_) began_ = std::chrono::steady_clock::now();
    }
    ~Section() {
        if (!on_) return;
        const auto took = std::chrono::steady_clock::now() - began_;
        Profile::of_this_thread().nanoseconds[static_cast<std::size_t>(part_)] +=
            std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
    }
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;

private:
    Part part_;
    bool on_;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace ptrm
