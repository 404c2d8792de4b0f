#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/puzzle.hpp"

/// ARC (arXiv 1911.01547) as the official TRM code poses and scores it: grids on sheets of tokens, the changes that a task is
/// shown under, and the vote over the answers to all of them.
namespace ptrm {

/// A grid of 1 to 30 rows and columns of colours 0 to 9, row-major; 0 x 0 is no grid.
struct ArcGrid {
    int rows = 0;                     ///< height
    int cols = 0;                     ///< width
    std::vector<std::uint8_t> cells;  ///< colours, row-major

    /// Of the same size and colours.
    bool operator==(const ArcGrid&) const = default;
};

/// "012/340": a row after the other; empty for no grid.
std::string arc_text(const ArcGrid& grid);
/// The reverse. @throws Error (bad_puzzle)
ArcGrid parse_arc_grid(std::string_view text);

/// The grid in the corner of a sheet of 30 x 30 tokens: 0 outside, 1 along its lower and right edge, 2 to 11 for colours.
std::vector<std::int32_t> arc_sheet(const ArcGrid& grid);
/// The largest rectangle of colours in the corner of a sheet, of several as large the one with the fewest rows; no grid where
/// the corner has no colour. What lies outside of it does not matter.
/// @throws Error (bad_puzzle) for another number of tokens than 900
ArcGrid arc_grid(Tokens sheet);

/// Sheets of 30 x 30.
Task arc_task();

/// Grids side by side in the ten usual colours, as a whole `<svg>` element.
std::string arc_svg(std::span<const ArcGrid> grids);

/// A change of all grids of a task that leaves it the same task.
struct ArcAugmentation {
    /// 0 nothing; 1, 2, 3 quarter turns counter-clockwise; 4 left and right, 5 up and down, 6 rows and columns change places;
    /// 7 the same along the other diagonal
    int turn = 0;
    std::array<std::uint8_t, 10> colours{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};  ///< colour c becomes colours[c]

    /// The grid as the augmented task shows it.
    ArcGrid apply(const ArcGrid& grid) const;
    /// The reverse.
    ArcGrid undo(const ArcGrid& grid) const;
};

/// A puzzle of an ARC data folder.
struct ArcName {
    std::string task;              ///< "0c786b71"
    ArcAugmentation augmentation;  ///< under which the task is shown
};

/// From "0c786b71", a task as it is, or "0c786b71|||t3|||0513624798", turn and colours. @throws Error (bad_puzzle)
ArcName parse_arc_name(std::string_view name);

/// How the answers in a ballot box are ranked.
enum class ArcRanking {
    count,  ///< the official rule: by votes, then by mean Q, then the one seen first
    q_sum,  ///< by the sum of Q, then the one seen first
};

/// The votes on the answer to one test input.
class ArcBallot {
public:
    /// An answer that was given.
    struct Candidate {
        ArcGrid grid;            ///< the answer
        std::int64_t votes = 0;  ///< how many gave it
        double q_sum = 0;        ///< of their probabilities

        /// Mean of their probabilities.
        double q_mean() const { return q_sum / static_cast<double>(votes); }
    };

    /// @param q the probability that the answer is right: sigmoid(q_halt), in double
    void add(const ArcGrid& grid, double q);
    /// Best first.
    std::vector<Candidate> ranked(ArcRanking ranking) const;
    /// Whether no `remaining` further votes can change the first `places` by ArcRanking::count.
    bool decided(std::int64_t remaining, int places) const;

private:
    std::vector<Candidate> candidates_;  // in the order in which they were first seen
};

/// sigmoid(q_halt) in double, as votes count it; 0 for what is not a number.
double arc_probability(float q_halt);

}  // namespace ptrm
