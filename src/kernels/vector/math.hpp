// Only for what is compiled once per instruction set, into the namespace PTRM_INSTRUCTIONS.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "ptrm/index.hpp"

namespace ptrm::PTRM_INSTRUCTIONS {
namespace {

constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds a small float to the integer in its last bits
constexpr float kLog2E = 1.44269504f;

/// 2^x as 2^n 2^r with |r| <= 1/2. @param most x is cut to its magnitude. @param series 2^r
template <class Series>
inline float power_of_two(float x, float most, Series series) {
    x = x < -most ? -most : x > most ? most : x;
    const float shifted = x + kRound, r = x - (shifted - kRound);
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(series(r)) + (std::bit_cast<std::uint32_t>(shifted) << 23));
}

/// 2^x within 2e-7 of itself, by the polynomial of Cephes' exp2f; x is cut to where the result is a normal number.
inline float power_of_two(float x) {
    return power_of_two(x, 126.0f, [](float r) {
        float series = 1.535336188e-4f;
        series = series * r + 1.339887440e-3f;
        series = series * r + 9.618437358e-3f;
        series = series * r + 5.550332471e-2f;
        series = series * r + 2.402264791e-1f;
        series = series * r + 6.931472029e-1f;
        return series * r + 1.0f;
    });
}

/// 2^x within 8e-5 of itself, for results that are rounded to 8 bits; x is cut to where a reciprocal of it is a normal number.
inline float rough_power_of_two(float x) {
    return power_of_two(x, 64.0f, [](float r) {
        float series = 5.517167e-2f;
        series = series * r + 2.4261113e-1f;
        series = series * r + 6.9326099e-1f;
        return series * r + 9.9992807e-1f;
    });
}

/// gate / (1 + exp(-gate)) * up, likewise.
inline float rough_silu_times(float gate, float up) { return gate * up / (1.0f + rough_power_of_two(gate * -kLog2E)); }

inline float widened(std::uint16_t bf16) { return std::bit_cast<float>(static_cast<std::uint32_t>(bf16) << 16); }

/// The nearest bfloat16, ties away from zero: to even would take as long again.
inline std::uint16_t rounded(float x) { return static_cast<std::uint16_t>((std::bit_cast<std::uint32_t>(x) + 0x8000u) >> 16); }

/// Folds term(x[i]) for i in 0..size-1 into sixteen running totals, and these in the end.
template <class Term, class Join>
inline float fold(const float* x, Index size, float first, Term term, Join join) {
    constexpr Index kLanes = 16;
    float lanes[kLanes];
    for (float& lane : lanes) lane = first;
    Index i = 0;
    for (; i + kLanes <= size; i += kLanes)
        for (Index lane = 0; lane < kLanes; ++lane) lanes[lane] = join(lanes[lane], term(x[i + lane]));
    float total = first;
    for (; i < size; ++i) total = join(total, term(x[i]));
    for (const float lane : lanes) total = join(total, lane);
    return total;
}

constexpr auto kSum = [](auto a, auto b) { return a + b; };
constexpr auto kLargest = [](auto a, auto b) { return a > b ? a : b; };
constexpr auto kSame = [](auto x) { return x; };
constexpr auto kSquare = [](auto x) { return x * x; };
constexpr auto kMagnitude = [](auto x) { return x < 0.0f ? -x : x; };

}  // namespace
}  // namespace ptrm::PTRM_INSTRUCTIONS
