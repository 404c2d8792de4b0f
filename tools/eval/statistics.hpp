#pragma once

#include <vector>

namespace ptrm::tools {

/// A share, or a mean of shares, with its 95 % confidence interval.
struct Share {
    double value = 0, low = 0, high = 0;
};

/// Wilson's interval for `successes` of `count` independent trials.
Share wilson(double successes, double count);

/// The mean of one number from 0 to 1 per puzzle, each itself a mean over seeds: Wilson's interval where all are 0 or 1, else the
/// normal one, so that a puzzle counts once however many seeds it was run with.
Share mean_share(const std::vector<double>& per_puzzle);

/// The value below which a share of the values lie: 0.5 for the median. @param values at least one
double quantile(std::vector<double> values, double share);

/// A score and whether what it was given to was right.
struct Scored {
    float score;
    bool right;
};

/// The probability that a right one scores above a wrong one, ties counting half (area under the ROC curve); 0.5 where all are
/// right or all are wrong.
double area_under_curve(std::vector<Scored> scored);

/// One bin of a calibration table: predictions from `low` on, their mean, and the share that was right.
struct CalibrationBin {
    double low, high;
    long count;
    double predicted, right;
};

/// Ten equal bins of the probability sigmoid(score); empty bins are left out.
std::vector<CalibrationBin> calibration(const std::vector<Scored>& scored);

/// Ten bins of as many each by their score, the smallest first; scores that are no numbers are left out.
std::vector<CalibrationBin> tenths(std::vector<Scored> scored);

}  // namespace ptrm::tools
