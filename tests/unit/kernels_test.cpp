#include <cmath>

#include "base/buffer.hpp"
#include "base/random.hpp"
#include "kernels/kernels.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

Buffer random_buffer(std::size_t size, std::uint64_t seed) {
    Random random(seed, size);
    Buffer values(size);
    for (float& x : values) x = static_cast<float>(random.below(1 << 16)) / (1 << 14) - 2.0f;
    return values;
}

/// The worst difference between two results, as a share of the largest magnitude in them.
double relative_worst(const Buffer& expected, const Buffer& got) {
    double worst = 0, largest = 1e-30;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        worst = std::max(worst, std::abs(double{expected[i]} - double{got[i]}));
        largest = std::max(largest, std::abs(double{expected[i]}));
    }
    return worst / largest;
}

std::size_t area(int a, int b) { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); }

constexpr double kClose = 3e-6;  // float32 sums of a few hundred terms

}  // namespace

TEST_CASE("linear layers agree with the reference along both axes, for any count") {
    for (const auto& [out, in] : {std::pair{1, 1}, {512, 82}, {82, 256}, {33, 17}, {6, 128}, {256, 300}}) {
        for (const Axis axis : {Axis::channels, Axis::positions}) {
            const Buffer weight = random_buffer(area(out, in), 1);
            const auto expected_layer = reference_kernels().linear(weight, out, in, axis);
            const auto layer = eigen_kernels().linear(weight, out, in, axis);
            for (const int count : {1, 3, 16, 81, 128}) {
                const Buffer x = random_buffer(area(in, count), 2);
                Buffer expected(area(out, count)), got(area(out, count));
                expected_layer->apply(x.data(), count, expected.data());
                layer->apply(x.data(), count, got.data());
                INFO(out << " x " << in << ", count " << count);
                CHECK(relative_worst(expected, got) < kClose);
            }
        }
    }
}

TEST_CASE("the reference product is the product") {
    // W = [[1, 2], [3, 4]]; x = [[5, 6]] as one position of two channels, or as two positions of one channel.
    const std::vector<float> weight{1, 2, 3, 4}, x{5, 6};
    for (const Axis axis : {Axis::channels, Axis::positions}) {
        std::vector<float> y(2);
        reference_kernels().linear(weight, 2, 2, axis)->apply(x.data(), 1, y.data());
        CHECK(y == std::vector<float>{17, 39});
    }
}

TEST_CASE("gate, norm and attention agree with the reference") {
    const Kernels &reference = reference_kernels(), &eigen = eigen_kernels();
    for (const auto& [L, D] : {std::pair{1, 2}, {5, 8}, {82, 128}, {17, 36}, {97, 64}}) {
        INFO("L " << L << ", D " << D);
        for (const Axis axis : {Axis::channels, Axis::positions}) {
            const int inner = axis == Axis::channels ? 2 * D : 2 * L, count = axis == Axis::channels ? L : D;
            const Buffer wide = random_buffer(2 * area(inner, count), 3);
            Buffer expected(area(inner, count)), got(area(inner, count));
            reference.gate(wide.data(), inner, count, axis, expected.data());
            eigen.gate(wide.data(), inner, count, axis, got.data());
            CHECK(relative_worst(expected, got) < kClose);

            const Buffer change = random_buffer(area(L, D), 4);
            Buffer expected_state = random_buffer(area(L, D), 5), state = expected_state, scratch(static_cast<std::size_t>(D));
            reference.add_rms_norm(expected_state.data(), change.data(), L, D, axis, 1e-5f, scratch.data());
            eigen.add_rms_norm(state.data(), change.data(), L, D, axis, 1e-5f, scratch.data());
            CHECK(relative_worst(expected_state, state) < kClose);
            double squares = 0;  // of the first row or column; its mean is 1 after the norm
            for (int i = 0; i < (axis == Axis::channels ? D : L); ++i) {
                const double x = expected_state[static_cast<std::size_t>(axis == Axis::channels ? i : i * D)];
                squares += x * x;
            }
            CHECK(squares / (axis == Axis::channels ? D : L) == Approx(1).epsilon(0.01));
        }
        for (const bool rope : {false, true}) {
            const int heads = D % 4 == 0 ? 2 : 1, head_dim = D / heads;
            const Buffer angles = random_buffer(area(L, D), 6);
            Buffer cosines(area(L, head_dim / 2)), sines(cosines.size());
            for (std::size_t i = 0; i < cosines.size(); ++i) {
                cosines[i] = std::cos(angles[i]);
                sines[i] = std::sin(angles[i]);
            }
            const AttentionShape shape{L, heads, head_dim, rope ? cosines.data() : nullptr, sines.data()};
            Buffer qkv = random_buffer(3 * area(L, D), 7), same = qkv, expected(area(L, D)), got(area(L, D));
            Buffer scratch(std::max(reference.attention_scratch(shape), eigen.attention_scratch(shape)));
            reference.attention(qkv.data(), shape, expected.data(), scratch.data());
            eigen.attention(same.data(), shape, got.data(), scratch.data());
            CHECK(relative_worst(expected, got) < 10 * kClose);
        }
    }
}
