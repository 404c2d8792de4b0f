#include <algorithm>
#include <cmath>

#include "base/buffer.hpp"
#include "base/random.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/error.hpp"
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

/// A backend and how far it may be from the reference, as a share of the largest number in a result.
struct Candidate {
    const Kernels* kernels;
    std::string name;
    double tolerance;
};

/// Everything that runs on this machine.
std::vector<Candidate> candidates() {
    std::vector<Candidate> all;
    for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512})
        if (isa <= best_isa())
            all.push_back({&eigen_kernels(isa), "eigen, instruction set " + std::to_string(static_cast<int>(isa)), 3e-6});
    if (const Kernels* onednn = onednn_kernels(Precision::f32)) all.push_back({onednn, "onednn f32", 3e-6});
    if (best_isa() == Isa::avx512) {
        if (const Kernels* onednn = onednn_kernels(Precision::bf16)) all.push_back({onednn, "onednn bf16", 1e-2});
        if (const Kernels* onednn = onednn_kernels(Precision::i8)) all.push_back({onednn, "onednn i8", 2e-2});
    }
    return all;
}

}  // namespace

TEST_CASE("linear layers agree with the reference along both axes") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [out, in] : {std::pair{1, 1}, {512, 82}, {82, 256}, {33, 17}, {6, 128}, {256, 300}}) {
            for (const Axis axis : {Axis::channels, Axis::positions}) {
                for (const int count : {1, 3, 16, 81, 128}) {
                    const LinearShape shape{out, in, count, axis};
                    const Buffer weight = random_buffer(area(out, in), 1), x = random_buffer(area(in, count), 2);
                    Buffer expected(area(out, count)), got(area(out, count));
                    reference_kernels().linear(weight, shape)->apply(x.data(), expected.data(), nullptr);
                    const auto layer = kernels->linear(weight, shape);
                    Buffer scratch(layer->scratch());
                    layer->apply(x.data(), got.data(), scratch.data());
                    INFO(name << ", " << out << " x " << in << ", count " << count);
                    CHECK(relative_worst(expected, got) < tolerance);
                }
            }
        }
    }
}

TEST_CASE("a position's or channel's result has the same bits whatever stands beside it") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        const Buffer weight = random_buffer(area(64, 48), 1);
        const auto layer = kernels->linear(weight, {64, 48, 24, Axis::channels});
        Buffer x = random_buffer(area(24, 48), 2), y(area(24, 64)), again(area(24, 64)), scratch(layer->scratch());
        layer->apply(x.data(), y.data(), scratch.data());
        std::fill(x.begin() + 48, x.end(), 7.0f);  // all but the first position
        layer->apply(x.data(), again.data(), scratch.data());
        INFO(name);
        CHECK(std::equal(y.begin(), y.begin() + 64, again.begin()));
        CHECK(!std::equal(y.begin() + 64, y.end(), again.begin() + 64));
    }
}

TEST_CASE("the reference product is the product") {
    // W = [[1, 2], [3, 4]]; x = [[5, 6]] as one position of two channels, or as two positions of one channel.
    const std::vector<float> weight{1, 2, 3, 4}, x{5, 6};
    for (const Axis axis : {Axis::channels, Axis::positions}) {
        std::vector<float> y(2);
        reference_kernels().linear(weight, {2, 2, 1, axis})->apply(x.data(), y.data(), nullptr);
        CHECK(y == std::vector<float>{17, 39});
    }
}

TEST_CASE("gate, norm and attention agree with the reference") {
    const Kernels& reference = reference_kernels();
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [L, D] : {std::pair{1, 2}, {5, 8}, {82, 128}, {17, 36}, {97, 64}, {300, 32}}) {
            INFO(name << ", L " << L << ", D " << D);
            for (const Axis axis : {Axis::channels, Axis::positions}) {
                const int inner = axis == Axis::channels ? 2 * D : 2 * L, count = axis == Axis::channels ? L : D;
                const Buffer wide = random_buffer(2 * area(inner, count), 3);
                Buffer expected(area(inner, count)), got(area(inner, count));
                reference.gate(wide.data(), inner, count, axis, expected.data());
                kernels->gate(wide.data(), inner, count, axis, got.data());
                CHECK(relative_worst(expected, got) < 3e-6);

                const Buffer change = random_buffer(area(L, D), 4);
                Buffer expected_state = random_buffer(area(L, D), 5), state = expected_state,
                       scratch(static_cast<std::size_t>(D));
                reference.add_rms_norm(expected_state.data(), change.data(), L, D, axis, 1e-5f, scratch.data());
                kernels->add_rms_norm(state.data(), change.data(), L, D, axis, 1e-5f, scratch.data());
                CHECK(relative_worst(expected_state, state) < 3e-6);
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
                for (float& value : qkv) value *= 0.5f;
                same = qkv;
                const auto naive = reference.attention(shape), core = kernels->attention(shape);
                Buffer scratch(std::max(naive->scratch(), core->scratch()));
                naive->apply(qkv.data(), expected.data(), scratch.data());
                core->apply(same.data(), got.data(), scratch.data());
                CHECK(relative_worst(expected, got) < 10 * tolerance);
            }
        }
    }
}

TEST_CASE("gate and softmax stay finite for any finite state") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        const Buffer gate_up{-1e30f, -200, -88, -1e-30f, 0, 88, 200, 1e30f, 1, 1, 1, 1, 1, 1, 1, 1};
        Buffer y(8);
        kernels->gate(gate_up.data(), 8, 1, Axis::channels, y.data());
        INFO(name);
        for (const float value : y) CHECK(std::isfinite(value));
        CHECK(y[4] == 0);
        CHECK(y[6] == Approx(200));
    }
}

TEST_CASE("the backend asked for is the one that runs, or the error says which could") {
    CHECK(find_kernels(Backend::eigen, Precision::f32).name() == "eigen");
    CHECK(find_kernels(Backend::reference, Precision::f32).name() == "reference");
    CHECK_THROWS_AS(find_kernels(Backend::eigen, Precision::bf16), Error);
    if (onednn_kernels(Precision::f32) == nullptr) {
        CHECK(find_kernels(Backend::automatic, Precision::f32).name() == "eigen");
        CHECK_THROWS_AS(find_kernels(Backend::onednn, Precision::f32), Error);
        return;
    }
    CHECK(find_kernels(Backend::automatic, Precision::f32).name() == "onednn");
    for (const Precision precision : {Precision::f32, Precision::bf16, Precision::i8}) {
        CHECK(find_kernels(Backend::onednn, precision).name() == "onednn");
        CHECK(find_kernels(Backend::onednn, precision).precision() == precision);
    }
}
