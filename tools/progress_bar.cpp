#include "progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/index.hpp"

namespace ptrm::tools {
namespace {

std::string clock_text(double seconds) {
    const long s = static_cast<long>(std::min(seconds, 3.6e8));
    char text[32];
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    return text;
}

}  // namespace

ProgressBar::ProgressBar(const std::string& mode)
    : active_(mode == "always" || (mode == "auto" && isatty(STDERR_FILENO) == 1)), always_(mode == "always") {}

double ProgressBar::seconds() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

void ProgressBar::show(double done, double total) {
    const auto now = Clock::now();
    const double elapsed = seconds();
    if (!active_ || (!always_ && elapsed < 1.0) || (drawn_ && now - last_ < std::chrono::milliseconds(100))) return;
    last_ = now;
    drawn_ = true;
    const double rate = done / std::max(elapsed, 1e-9);
    if (total > 0) {
        constexpr int kWidth = 30;
        const int filled = static_cast<int>(kWidth * std::clamp(done / total, 0.0, 1.0));
        std::fprintf(stderr, "\r[%s%s] %.0f/%.0f  %.3g/s  %s left \x1b[K", std::string(to_size(filled), '#').c_str(),
                     std::string(to_size(kWidth - filled), '.').c_str(), done, total, rate,
                     rate > 0 ? clock_text((total - done) / rate).c_str() : "?");
    } else {
        std::fprintf(stderr, "\r%.0f done  %.3g/s \x1b[K", done, rate);
    }
    std::fflush(stderr);
}

void ProgressBar::clear() {
    if (!drawn_) return;
    drawn_ = false;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
}

}  // namespace ptrm::tools
