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
