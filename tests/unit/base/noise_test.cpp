#include "base/noise.hpp"

#include <algorithm>
#include <cmath>

#include "base/instructions.hpp"
#include "base/noise_functions.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

struct Moments {
    double mean = 0, variance = 0, kurtosis = 0, largest = 0;
};

Moments moments(const std::vector<float>& values) {
    Moments m;
    for (const float x : values) {
        m.mean += x;
        m.variance += double{x} * x;
        m.kurtosis += double{x} * x * x * x;
        m.largest = std::max(m.largest, std::abs(double{x}));
    }
    const auto n = static_cast<double>(values.size());
    m.mean /= n;
    m.variance /= n;
    m.kurtosis /= n;
    return m;
}

}  // namespace

TEST_CASE("normal noise has the moments of a standard normal") {
    std::vector<float> values(1 << 20, 0.0f);
    add_normals({42, 3}, NoiseStream::latent, 5, 1.0f, values);
    const Moments m = moments(values);  // their standard errors are 0.001, 0.0014 and 0.01
    CHECK(std::abs(m.mean) < 0.005);
    CHECK(std::abs(m.variance - 1) < 0.007);
    CHECK(std::abs(m.kurtosis - 3) < 0.05);
    CHECK(m.largest > 4.2);
    CHECK(m.largest < 6.5);
    // The share beyond one and two sigmas.
    double beyond1 = 0, beyond2 = 0;
    for (const float x : values) {
        beyond1 += std::abs(x) > 1;
        beyond2 += std::abs(x) > 2;
    }
    CHECK(std::abs(beyond1 / (1 << 20) - 0.317311) < 0.003);
    CHECK(std::abs(beyond2 / (1 << 20) - 0.045500) < 0.001);
}

TEST_CASE("every instruction set draws the same bits") {
    std::vector<const NoiseFunctions*> variants{&baseline::kNoiseFunctions};
#ifdef __x86_64__
    if (usable_instructions() >= Instructions::avx2) variants.push_back(&avx2::kNoiseFunctions);
    if (usable_instructions() >= Instructions::avx512) variants.push_back(&avx512::kNoiseFunctions);
#endif
    constexpr std::size_t kSize = 1003;
    for (std::uint32_t step = 0; step < 50; ++step) {
        std::vector<float> expected(kSize, 0.25f), expected_start(kSize);
        baseline::kNoiseFunctions.add_normals({7, step}, NoiseStream::latent, step, 0.7f, 0, expected.data(), kSize);
        baseline::kNoiseFunctions.fill_truncated_normals({7, step}, NoiseStream::start_H, step, 1.0f, expected_start.data(),
                                                         kSize);
        for (const NoiseFunctions* functions : variants) {
            std::vector<float> got(kSize, 0.25f), start(kSize);
            functions->add_normals({7, step}, NoiseStream::latent, step, 0.7f, 0, got.data(), kSize);
            functions->fill_truncated_normals({7, step}, NoiseStream::start_H, step, 1.0f, start.data(), kSize);
            CHECK(got == expected);
            CHECK(start == expected_start);
        }
    }
}

TEST_CASE("truncated noise stays within two sigmas before it is scaled, and has the deviation asked for") {
    std::vector<float> values(1 << 20);
    fill_truncated_normals({42, 3}, NoiseStream::start_H, 0, 1.5f, values);
    const Moments m = moments(values);
    CHECK(std::abs(m.mean) < 0.008);
    CHECK(std::abs(std::sqrt(m.variance) - 1.5) < 0.005);
    CHECK(m.largest <= 1.5 * 2 / 0.8796);
}

TEST_CASE("noise is a function of key, stream, step and element, and of nothing else") {
    const NoiseKey key{noise_key(7, std::vector<std::int32_t>{1, 2, 3}, 0), 2};
    std::vector<float> whole(1000, 0.0f), part(300, 0.0f);
    add_normals(key, NoiseStream::latent, 4, 1.0f, whole);
    add_normals(key, NoiseStream::latent, 4, 1.0f, part);
    CHECK(std::equal(part.begin(), part.end(), whole.begin()));
    for (const std::size_t first : {1u, 63u, 64u, 200u}) {
        std::vector<float> later(300, 0.0f);
        add_normals(key, NoiseStream::latent, 4, 1.0f, later, first);
        CHECK(std::equal(later.begin(), later.end(), whole.begin() + static_cast<std::ptrdiff_t>(first)));
    }

    const auto differs = [&](NoiseKey other, NoiseStream stream, std::uint32_t step) {
        std::vector<float> values(300, 0.0f);
        add_normals(other, stream, step, 1.0f, values);
        int equal = 0;
        for (std::size_t i = 0; i < values.size(); ++i) equal += values[i] == part[i];
        return equal < 3;
    };
    CHECK(differs({key.key, 3}, NoiseStream::latent, 4));
    CHECK(differs(key, NoiseStream::path, 4));
    CHECK(differs(key, NoiseStream::latent, 5));
    CHECK(differs({noise_key(8, std::vector<std::int32_t>{1, 2, 3}, 0), 2}, NoiseStream::latent, 4));
    CHECK(differs({noise_key(7, std::vector<std::int32_t>{1, 3, 2}, 0), 2}, NoiseStream::latent, 4));
    CHECK(differs({noise_key(7, std::vector<std::int32_t>{1, 2, 3}, 1), 2}, NoiseStream::latent, 4));
}

TEST_CASE("the bits of the noise are fixed for all machines") {
    // Recorded once; a change here changes every noisy answer and must be said in the commit.
    std::vector<float> values(4, 0.0f);
    add_normals({0x0123456789ABCDEFu, 1}, NoiseStream::latent, 0, 1.0f, values);
    std::vector<std::uint32_t> bits;
    for (const float x : values) bits.push_back(std::bit_cast<std::uint32_t>(x));
    CHECK(bits == std::vector<std::uint32_t>{0x3F9E2435u, 0xBE8F23D4u, 0x3B48FEE3u, 0x3F08351Au});
}
