#include <bit>
#include <cmath>

#include "base/noise_functions.hpp"

// Compiled once per instruction set, into the namespace PTRM_INSTRUCTIONS, and without contraction to fused multiply-adds, so
// that every machine draws the same bits.

namespace ptrm::PTRM_INSTRUCTIONS {
namespace {

constexpr std::size_t kLanes = 16;          // Philox counters advanced side by side, for the vectoriser
constexpr std::size_t kBlock = 4 * kLanes;  // numbers they give; element i of a block is word i / kLanes of counter i % kLanes

/// Philox4x32-10 (Salmon et al., SC 2011) at counters (first + lane, step, rollout, stream).
void philox(NoiseKey key, NoiseStream stream, std::uint32_t step, std::uint32_t first, std::uint32_t* words) {
    std::uint32_t c0[kLanes], c1[kLanes], c2[kLanes], c3[kLanes];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        c0[lane] = first + static_cast<std::uint32_t>(lane);
        c1[lane] = step;
        c2[lane] = key.rollout;
        c3[lane] = static_cast<std::uint32_t>(stream);
    }
    auto k0 = static_cast<std::uint32_t>(key.key), k1 = static_cast<std::uint32_t>(key.key >> 32);
    for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const std::uint64_t a = std::uint64_t{0xD2511F53u} * c0[lane], b = std::uint64_t{0xCD9E8D57u} * c2[lane];
            c0[lane] = static_cast<std::uint32_t>(b >> 32) ^ c1[lane] ^ k0;
            c2[lane] = static_cast<std::uint32_t>(a >> 32) ^ c3[lane] ^ k1;
            c1[lane] = static_cast<std::uint32_t>(b);
            c3[lane] = static_cast<std::uint32_t>(a);
        }
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        words[lane] = c0[lane];
        words[kLanes + lane] = c1[lane];
        words[2 * kLanes + lane] = c2[lane];
        words[3 * kLanes + lane] = c3[lane];
    }
}

/// Natural logarithm of a normal positive float: 2 artanh((m - 1) / (m + 1)) for the mantissa m in [sqrt(1/2), sqrt(2)).
inline float log_positive(float x) {
    const auto bits = std::bit_cast<std::int32_t>(x);
    const std::int32_t exponent = (bits - 0x3F3504F3) >> 23;
    const auto mantissa = std::bit_cast<float>(bits - exponent * (1 << 23));
    const float s = (mantissa - 1.0f) / (mantissa + 1.0f), s2 = s * s;
    const float series = s * (2.0f + s2 * (2.0f / 3 + s2 * (2.0f / 5 + s2 * (2.0f / 7 + s2 * (2.0f / 9)))));
    return static_cast<float>(exponent) * 0.693147181f + series;
}

/// sqrt(2) erfinv(x), |x| < 1, by Giles' polynomials ("Approximating the erfinv function", 2010).
inline float normal_quantile(float x) {
    const float w = -log_positive((1.0f - x) * (1.0f + x));
    const float a = w - 2.5f;
    float near = 2.81022636e-08f;
    for (const float c : {3.43273939e-07f, -3.5233877e-06f, -4.39150654e-06f, 0.00021858087f, -0.00125372503f, -0.00417768164f,
                          0.246640727f, 1.50140941f})
        near = near * a + c;
    const float b = std::sqrt(w) - 3.0f;
    float far = -0.000200214257f;
    for (const float c : {0.000100950558f, 0.00134934322f, -0.00367342844f, 0.00573950773f, -0.0076224613f, 0.00943887047f,
                          1.00167406f, 2.83297682f})
        far = far * b + c;
    return 1.41421356f * x * (w < 5.0f ? near : far);
}

/// The middle of one of 2^24 equal slices of (-1, 1).
inline float symmetric_uniform(std::uint32_t word) {
    return static_cast<float>(2 * static_cast<std::int32_t>(word >> 8) + 1 - (1 << 24)) * (1.0f / (1 << 24));
}

/// Calls use(at, count, normals) for the normals first + at, ... of each block, for `at` from 0 to `size`; `cut` is the
/// probability mass that is kept around 0.
template <class Use>
void for_blocks(NoiseKey key, NoiseStream stream, std::uint32_t step, std::size_t first, std::size_t size, float cut, Use use) {
    std::uint32_t words[kBlock];
    float normals[kBlock];
    for (std::size_t at = 0; at < size;) {
        const std::size_t skipped = (first + at) % kBlock, left = kBlock - skipped, count = size - at < left ? size - at : left;
        philox(key, stream, step, static_cast<std::uint32_t>((first + at - skipped) / 4), words);
        for (std::size_t i = 0; i < kBlock; ++i) normals[i] = normal_quantile(cut * symmetric_uniform(words[i]));
        use(at, count, normals + skipped);
        at += count;
    }
}

void add_normals(NoiseKey key, NoiseStream stream, std::uint32_t step, float scale, std::size_t first, float* out,
                 std::size_t size) {
    for_blocks(key, stream, step, first, size, 1.0f, [&](std::size_t at, std::size_t count, const float* normals) {
        for (std::size_t i = 0; i < count; ++i) out[at + i] += scale * normals[i];
    });
}

void fill_truncated_normals(NoiseKey key, NoiseStream stream, std::uint32_t step, float deviation, float* out, std::size_t size) {
    constexpr float kMass = 0.954499736f;  // of a standard normal within two sigmas
    constexpr float kLeft = 0.879625663f;  // its standard deviation after the cut
    const float scale = deviation / kLeft;
    for_blocks(key, stream, step, 0, size, kMass, [&](std::size_t at, std::size_t count, const float* normals) {
        for (std::size_t i = 0; i < count; ++i) out[at + i] = scale * normals[i];
    });
}

}  // namespace

const NoiseFunctions kNoiseFunctions{add_normals, fill_truncated_normals};

}  // namespace ptrm::PTRM_INSTRUCTIONS
