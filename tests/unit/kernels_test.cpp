#include <algorithm>
#include <cmath>

#include "base/buffer.hpp"
#include "kernels/kernels.hpp"
#include "ptrm/error.hpp"
#include "ptrm/index.hpp"
#include "ptrm/random.hpp"
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

std::size_t area(int a, int b) { return to_size(Index{a} * b); }

/// A backend and how far it may be from the reference, as a share of the largest number in a result.
struct Candidate {
    const Kernels* kernels;
    std::string name;
    double tolerance;
};

/// Everything that runs on this machine.
std::vector<Candidate> candidates() {
    std::vector<Candidate> all;
    for (const Instructions set : {Instructions::baseline, Instructions::avx2, Instructions::avx512})
        if (set <= usable_instructions())
            all.push_back({&eigen_kernels(set), "eigen, instruction set " + std::to_string(static_cast<int>(set)), 3e-6});
    if (const Kernels* onednn = onednn_kernels(Precision::f32)) all.push_back({onednn, "onednn f32", 3e-6});
    if (usable_instructions() >= Instructions::avx512) {
        if (const Kernels* onednn = onednn_kernels(Precision::bf16)) all.push_back({onednn, "onednn bf16", 1e-2});
        if (const Kernels* onednn = onednn_kernels(Precision::i8)) all.push_back({onednn, "onednn i8", 2e-2});
    }
    return all;
}

/// y = layer(x), of so many floats.
Buffer run(const Layer& layer, const Buffer& x, std::size_t size) {
    Buffer scratch(layer.scratch()), y(size + layer.spare());
    layer.bind(scratch.data())(x.data(), y.data());
    y.resize(size);
    return y;
}

}  // namespace

TEST_CASE("linear layers agree with the reference along both axes") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [out, in] : {std::pair{1, 1}, {512, 82}, {82, 256}, {33, 17}, {6, 128}, {256, 300}}) {
            for (const Axis axis : {Axis::channels, Axis::positions}) {
                for (const int count : {1, 3, 16, 81, 128}) {
                    const LinearShape shape{out, in, count, axis};
                    const Buffer weight = random_buffer(area(out, in), 1), x = random_buffer(area(in, count), 2);
                    const Buffer expected = run(*reference_kernels().linear(weight, shape), x, area(out, count));
                    const Buffer got = run(*kernels->linear(weight, shape), x, area(out, count));
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
        Buffer x = random_buffer(area(24, 48), 2);
        const Buffer y = run(*layer, x, area(24, 64));
        std::fill(x.begin() + 48, x.end(), 7.0f);  // all but the first position
        const Buffer again = run(*layer, x, area(24, 64));
        INFO(name);
        CHECK(std::equal(y.begin(), y.begin() + 64, again.begin()));
        CHECK(!std::equal(y.begin() + 64, y.end(), again.begin() + 64));
    }
}

TEST_CASE("the reference product is the product") {
    // W = [[1, 2], [3, 4]]; x = [[5, 6]] as one position of two channels, or as two positions of one channel.
    const std::vector<float> weight{1, 2, 3, 4};
    for (const Axis axis : {Axis::channels, Axis::positions})
        CHECK(run(*reference_kernels().linear(weight, {2, 2, 1, axis}), {5, 6}, 2) == Buffer{17, 39});
}

TEST_CASE("whole layers agree with the reference, along both axes and for states of several stretches") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [width, inner, count] :
             {std::tuple{1, 1, 1}, {17, 33, 5}, {96, 256, 81}, {97, 256, 300}, {64, 128, 128}}) {
            INFO(name << ", width " << width << ", inner " << inner << ", count " << count);
            Buffer gate_up = random_buffer(area(2 * inner, width), 1), down = random_buffer(area(width, inner), 2);
            const Buffer x = random_buffer(area(width, count), 3);
            for (float& value : gate_up) value *= 0.3f;
            for (const Axis axis : {Axis::channels, Axis::positions}) {
                const SwiGluShape shape{width, inner, count, axis};
                CHECK(relative_worst(run(*reference_kernels().swiglu(gate_up, down, shape), x, x.size()),
                                     run(*kernels->swiglu(gate_up, down, shape), x, x.size())) < 2 * tolerance);
            }
        }
        for (const auto& [length, heads, head_dim] : {std::tuple{1, 1, 2}, {17, 2, 18}, {97, 4, 16}, {300, 2, 32}}) {
            INFO(name << ", length " << length << ", heads " << heads << " of " << head_dim);
            const int width = heads * head_dim;
            const Buffer x = random_buffer(area(length, width), 3), angles = random_buffer(area(length, head_dim / 2), 6);
            Buffer qkv = random_buffer(area(3 * width, width), 4), out = random_buffer(area(width, width), 5), cosines, sines;
            for (float& value : qkv) value *= 0.1f;
            for (const float angle : angles) {
                cosines.push_back(std::cos(angle));
                sines.push_back(std::sin(angle));
            }
            const AttentionShape shape{length, heads, head_dim, cosines.data(), sines.data()};
            CHECK(relative_worst(run(*reference_kernels().attention(qkv, out, shape), x, x.size()),
                                 run(*kernels->attention(qkv, out, shape), x, x.size())) < 10 * tolerance);
        }
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
                Buffer expected_state = random_buffer(area(L, D), 5), state = expected_state, scratch(to_size(D));
                reference.add_rms_norm(expected_state.data(), change.data(), L, D, axis, 1e-5f, scratch.data());
                kernels->add_rms_norm(state.data(), change.data(), L, D, axis, 1e-5f, scratch.data());
                CHECK(relative_worst(expected_state, state) < 3e-6);
                double squares = 0;  // of the first row or column; its mean is 1 after the norm
                for (int i = 0; i < (axis == Axis::channels ? D : L); ++i) {
                    const double x = at(expected_state, axis == Axis::channels ? i : i * D);
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
                const auto naive = reference.attention_core(shape), core = kernels->attention_core(shape);
                Buffer scratch(std::max(naive->scratch(), core->scratch()));
                naive->bind(scratch.data())(qkv.data(), expected.data());
                core->bind(scratch.data())(same.data(), got.data());
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
