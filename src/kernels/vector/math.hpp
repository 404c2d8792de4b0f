// Only for what is compiled once per instruction set, into the namespace PTRM_INSTRUCTIONS.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#ifdef __AVX512DQ__
#include <immintrin.h>
#endif

#include "base/index.hpp"

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

/// 2^x within 2e-7 of itself, by the polynomial of Cephes' exp2f; x is cut to where the result is a normal number, or a share of
/// it is (64), for CPUs take a hundred times as long for numbers below these.
inline float power_of_two(float x, float most = 126.0f) {
    return power_of_two(x, most, [](float r) {
        float series = 1.535336188e-4f;
        series = series * r + 1.339887440e-3f;
        series = series * r + 9.618437358e-3f;
        series = series * r + 5.550332471e-2f;
        series = series * r + 2.402264791e-1f;
        series = series * r + 6.931472029e-1f;
        return series * r + 1.0f;
    });
}

// Loops that a compiler does not vectorise as well as AVX-512 allows are over Floats: 16 of them there, one elsewhere.
#ifdef __AVX512DQ__
using Floats = float __attribute__((vector_size(64)));
using Words = std::uint32_t __attribute__((vector_size(64)));
#else
using Floats = float;
using Words = std::uint32_t;
#endif
constexpr Index kWidth = sizeof(Floats) / sizeof(float);

template <class T>
inline T load(const void* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}
template <class T>
inline void store(void* to, T value) {
    std::memcpy(to, &value, sizeof value);
}

/// 2^r within 8e-5 of itself for |r| <= 1/2.
template <class T>
inline T rough_series(T r) {
    const T series = (r * 5.517167e-2f + 2.4261113e-1f) * r + 6.9326099e-1f;
    return series * r + 9.9992807e-1f;
}

#ifdef __AVX512DQ__
/// 2^x, likewise, for results that are rounded to 8 bits.
inline Floats rough_power_of_two(Floats x) {
    const auto r = Floats(_mm512_reduce_ps(__m512(x), 0));  // x less the nearest integer
    return Floats(_mm512_scalef_ps(__m512(rough_series(r)), __m512(x - r)));
}
/// 1 / x within 2^-14 of itself.
inline Floats rough_reciprocal(Floats x) { return Floats(_mm512_rcp14_ps(__m512(x))); }
#else
/// 2^x, likewise, for results that are rounded to 8 bits; x is cut to where a reciprocal of it is a normal number.
inline float rough_power_of_two(float x) { return power_of_two(x, 64.0f, rough_series<float>); }
inline float rough_reciprocal(float x) { return 1.0f / x; }
#endif

/// gate / (1 + exp(-gate)) * up, likewise. @param exponent -1 / log 2; another one takes gates for so many times as large
inline Floats rough_silu_times(Floats gate, Floats up, float exponent = -kLog2E) {
    return gate * up * rough_reciprocal(1.0f + rough_power_of_two(gate * exponent));
}

/// The nearest bfloat16, ties away from zero: to even would take as long again.
inline std::uint16_t rounded(float x) { return static_cast<std::uint16_t>((std::bit_cast<std::uint32_t>(x) + 0x8000u) >> 16); }

// bfloat16 two by two, as the halves of words: so nothing changes its width.
inline Floats low(Words pairs) { return std::bit_cast<Floats>(pairs << 16); }
inline Floats high(Words pairs) { return std::bit_cast<Floats>(pairs & 0xffff0000u); }
inline Words paired(Floats low, Floats high) {
    return (std::bit_cast<Words>(low) + 0x8000u) >> 16 | ((std::bit_cast<Words>(high) + 0x8000u) & 0xffff0000u);
}

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
