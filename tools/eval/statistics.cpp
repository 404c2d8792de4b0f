#include "eval/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/index.hpp"

namespace ptrm::tools {

constexpr double kZ = 1.959964;  // of a normal, the middle 95 %

Share wilson(double successes, double count) {
    if (count <= 0) return {};
    const double p = successes / count, z2 = kZ * kZ / count;
    const double centre = (p + z2 / 2) / (1 + z2), half = kZ * std::sqrt(p * (1 - p) / count + z2 / (4 * count)) / (1 + z2);
    return {p, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Share mean_share(const std::vector<double>& per_puzzle) {
    const auto count = static_cast<double>(per_puzzle.size());
    double sum = 0, squares = 0;
    bool whole = true;
    for (const double x : per_puzzle) {
        sum += x;
        squares += x * x;
        whole = whole && (x == 0 || x == 1);
    }
    if (whole || count < 2) return wilson(sum, count);
    const double mean = sum / count, variance = std::max(0.0, (squares - count * mean * mean) / (count - 1));
    const double half = kZ * std::sqrt(variance / count);
    return {mean, std::max(0.0, mean - half), std::min(1.0, mean + half)};
}

double quantile(std::vector<double> values, double share) {
    const auto at = values.begin() + static_cast<Index>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

double area_under_curve(std::vector<Scored> scored) {
    for (Scored& one : scored)
        if (std::isnan(one.score)) one.score = -std::numeric_limits<float>::infinity();  // less sure than any number
    std::sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
    double wrong_below = 0, pairs = 0, right = 0;
    for (std::size_t first = 0; first < scored.size();) {
        std::size_t last = first;
        double right_here = 0, wrong_here = 0;
        for (; last < scored.size() && scored[last].score == scored[first].score; ++last)
            ++(scored[last].right ? right_here : wrong_here);
        pairs += right_here * (wrong_below + wrong_here / 2);
        right += right_here;
        wrong_below += wrong_here;
        first = last;
    }
    return right > 0 && wrong_below > 0 ? pairs / (right * wrong_below) : 0.5;
}

std::vector<CalibrationBin> calibration(const std::vector<Scored>& scored) {
    constexpr int kBins = 10;
    std::vector<CalibrationBin> bins;
    for (int i = 0; i < kBins; ++i) bins.push_back({double(i) / kBins, double(i + 1) / kBins, 0, 0, 0});
    for (const Scored& s : scored) {
        const double probability = std::isnan(s.score) ? 0 : 1 / (1 + std::exp(-static_cast<double>(s.score)));
        CalibrationBin& bin = at(bins, std::min(kBins - 1, static_cast<int>(probability * kBins)));
        ++bin.count;
        bin.predicted += probability;
        bin.right += s.right;
    }
    std::erase_if(bins, [](const CalibrationBin& bin) { return bin.count == 0; });
    for (CalibrationBin& bin : bins) {
        bin.predicted /= static_cast<double>(bin.count);
        bin.right /= static_cast<double>(bin.count);
    }
    return bins;
}

std::vector<CalibrationBin> tenths(std::vector<Scored> scored) {
    std::erase_if(scored, [](const Scored& one) { return std::isnan(one.score); });
    std::stable_sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
    std::vector<CalibrationBin> bins;
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
        const std::size_t first = tenth * scored.size() / 10, last = (tenth + 1) * scored.size() / 10;
        if (first == last) continue;
        CalibrationBin bin{scored[first].score, scored[last - 1].score, static_cast<long>(last - first), 0, 0};
        for (std::size_t i = first; i < last; ++i) {
            bin.predicted += scored[i].score / static_cast<double>(last - first);
            bin.right += (scored[i].right ? 1 : 0) / static_cast<double>(last - first);
        }
        bins.push_back(bin);
    }
    return bins;
}

}  // namespace ptrm::tools
