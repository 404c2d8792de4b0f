#include <algorithm>
#include <cmath>

#include "support/catch.hpp"
#include "support/kernels.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("linear layers agree with the reference along both axes") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [out, in] : {std::pair{1, 1}, {512, 82}, {82, 256}, {33, 17}, {6, 128}, {256, 300}}) {
            for (const Axis axis : {Axis::channels, Axis::positions}) {
                for (const int count : {1, 3, 16, 81, 128}) {
                    const LinearShape shape{out, in, count, axis};
                    const Buffer weight = random_buffer(area(out, in), 1), x = random_buffer(area(in, count), 2);
                    const Buffer expected = run(*reference_kernels().linear(weight, shape), x, area(out, count),
                                                axis == Axis::channels ? count : out);
                    const Buffer got =
                        run(*kernels->linear(weight, shape), x, area(out, count), axis == Axis::channels ? count : out);
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
        const auto linear = kernels->linear(weight, {64, 48, 24, Axis::channels});
        Buffer x = random_buffer(area(24, 48), 2);
        const Buffer y = run(*linear, x, area(24, 64), 24);
        std::fill(x.begin() + 48, x.end(), 7.0f);  // all but the first position
        const Buffer again = run(*linear, x, area(24, 64), 24);
        INFO(name);
        CHECK(std::equal(y.begin(), y.begin() + 64, again.begin()));
        CHECK(!std::equal(y.begin() + 64, y.end(), again.begin() + 64));
    }
}

TEST_CASE("the reference product is the product") {
    // W = [[1, 2], [3, 4]]; x = [[5, 6]] as one position of two channels, or as two positions of one channel.
    const std::vector<float> weight{1, 2, 3, 4};
    for (const Axis axis : {Axis::channels, Axis::positions})
        CHECK(run(*reference_kernels().linear(weight, {2, 2, 1, axis}), {5, 6}, 2, axis == Axis::channels ? 1 : 2) ==
              Buffer{17, 39});
}

/// The side of a square of so many positions, 0 where it is none.
static int square_side(int positions) {
    const int side = static_cast<int>(std::sqrt(positions));
    return side * side == positions ? side : 0;
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
                CHECK(relative_worst(run(*reference_kernels().swiglu(gate_up, down, shape), x),
                                     run(*kernels->swiglu(gate_up, down, shape), x)) < 2 * tolerance);
            }
        }
        for (const auto& [length, heads, head_dim] :
             {std::tuple{1, 1, 2}, {17, 2, 18}, {97, 4, 16}, {300, 2, 32}, {144, 2, 32}}) {
            INFO(name << ", length " << length << ", heads " << heads << " of " << head_dim);
            const int width = heads * head_dim;
            const Buffer x = random_buffer(area(length, width), 3), angles = random_buffer(area(length, head_dim / 2), 6);
            Buffer qkv = random_buffer(area(3 * width, width), 4), out = random_buffer(area(width, width), 5), cosines, sines;
            for (float& value : qkv) value *= 0.1f;
            for (const float angle : angles) {
                cosines.push_back(std::cos(angle));
                sines.push_back(std::sin(angle));
            }
            const int side = square_side(length);
            for (const int window : {0, side / 3}) {
                const AttentionShape shape{length, heads, head_dim, cosines.data(), sines.data(), side, window};
                CHECK(relative_worst(run(*reference_kernels().attention(qkv, out, shape), x),
                                     run(*kernels->attention(qkv, out, shape), x)) < 10 * tolerance);
            }
        }
    }
}

TEST_CASE("threads that share a layer get the bits that one alone gets") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [positions, width] : {std::pair{81, 160}, {36, 128}, {97, 96}, {100, 192}, {300, 64}}) {
            INFO(name << ", " << positions << " positions of " << width);
            const int inner = 2 * width + 32;
            const Buffer x = random_buffer(area(positions, width), 3), angles = random_buffer(area(positions, 16), 6);
            const Buffer wide = random_buffer(area(2 * inner, std::max(positions, width)), 1);
            const Buffer narrow = random_buffer(area(inner, std::max(positions, width)), 2);
            const auto weight = [](const Buffer& numbers, int rows, int cols) {
                return std::span(numbers).first(area(rows, cols));
            };
            std::vector<std::unique_ptr<Layer>> layers;
            layers.push_back(kernels->swiglu(weight(wide, 2 * inner, width), weight(narrow, width, inner),
                                             {width, inner, positions, Axis::channels}));
            layers.push_back(kernels->swiglu(weight(wide, 2 * inner, positions), weight(narrow, positions, inner),
                                             {positions, inner, width, Axis::positions}));
            for (const int window : {0, 3}) {
                layers.push_back(kernels->attention(
                    weight(wide, 3 * width, width), weight(narrow, width, width),
                    {positions, width / 32, 32, angles.data(), angles.data(), square_side(positions), window}));
            }
            for (std::size_t layer = 0; layer < layers.size(); ++layer) {
                const Buffer alone = run(*layers[layer], x);
                for (const int threads : {2, 3, 4}) {
                    INFO("layer " << layer << ", threads " << threads);
                    const bool same = run(*layers[layer], x, threads) == alone;
                    CHECK(same);
                }
            }
        }
    }
}
