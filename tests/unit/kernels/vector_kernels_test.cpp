#include <algorithm>
#include <array>
#include <cmath>

#include "base/index.hpp"
#include "kernels/vector/functions.hpp"
#include "support/catch.hpp"
#include "support/kernels.hpp"

using namespace ptrm;
using namespace ptrm::test;

TEST_CASE("gate, norm and attention agree with the reference") {
    const Kernels& reference = reference_kernels();
    for (const auto& [kernels, name, tolerance] : candidates()) {
        for (const auto& [L, D] : {std::pair{1, 2}, {5, 8}, {82, 128}, {17, 36}, {97, 64}, {300, 32}}) {
            INFO(name << ", L " << L << ", D " << D);
            for (const Axis axis : {Axis::channels, Axis::positions}) {
                const int inner = axis == Axis::channels ? 2 * D : 2 * L, count = axis == Axis::channels ? L : D;
                const Buffer wide = random_buffer(2 * area(inner, count), 3);
                Buffer expected(area(inner, count)), got(area(inner, count));
                reference.gate(wide.data(), inner, count, axis, {0, axis == Axis::channels ? count : inner}, expected.data());
                kernels->gate(wide.data(), inner, count, axis, {0, axis == Axis::channels ? count : inner}, got.data());
                CHECK(relative_worst(expected, got) < 3e-6);

                const Buffer change = random_buffer(area(L, D), 4);
                Buffer expected_state = random_buffer(area(L, D), 5), state = expected_state, scratch(to_size(D));
                reference.add_rms_norm(expected_state.data(), change.data(), L, D, axis, {0, axis == Axis::channels ? L : D},
                                       1e-5f, scratch.data());
                kernels->add_rms_norm(state.data(), change.data(), L, D, axis, {0, axis == Axis::channels ? L : D}, 1e-5f,
                                      scratch.data());
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
                naive->rotate(qkv.data(), {0, L});
                core->rotate(same.data(), {0, L});
                naive->bind(scratch.data())(qkv.data(), expected.data(), {0, L});
                core->bind(scratch.data())(same.data(), got.data(), {0, L});
                CHECK(relative_worst(expected, got) < 10 * tolerance);
            }
        }
    }
}

TEST_CASE("gate and softmax stay finite for any finite state") {
    for (const auto& [kernels, name, tolerance] : candidates()) {
        const Buffer gate_up{-1e30f, -200, -88, -1e-30f, 0, 88, 200, 1e30f, 1, 1, 1, 1, 1, 1, 1, 1};
        Buffer y(8);
        kernels->gate(gate_up.data(), 8, 1, Axis::channels, {0, 1}, y.data());
        INFO(name);
        for (const float value : y) CHECK(std::isfinite(value));
        CHECK(y[4] == 0);
        CHECK(y[6] == Approx(200));
    }
}

TEST_CASE("products of what a cache holds are those of the definition, for every shape") {
    const auto check = [](CachedProduct product, double tolerance) {
        for (const auto& [m, k, n] :
             {std::array{1, 1, 1}, {5, 3, 7}, {12, 32, 32}, {49, 33, 17}, {100, 32, 100}, {97, 200, 24}}) {
            INFO(m << " x " << k << " x " << n);
            const int stride = (n + kVectorLanes - 1) / kVectorLanes * kVectorLanes;
            const Buffer a = random_buffer(area(m, k + 2), 1), b = random_buffer(area(k, stride), 2);
            Buffer expected(area(m, n + 1), 7.0f), got = expected;  // a column that stays as it is
            for (int row = 0; row < m; ++row) {
                for (int col = 0; col < n; ++col) {
                    double sum = 0;
                    for (int i = 0; i < k; ++i) sum += double{at(a, row * (k + 2) + i)} * at(b, i * stride + col);
                    at(expected, row * (n + 1) + col) = static_cast<float>(sum);
                }
            }
            product({a.data(), m, k, k + 2}, {b.data(), k, n, stride}, got.data(), n + 1);
            CHECK(relative_worst(expected, got) < tolerance);
            for (int row = 0; row < m; ++row) CHECK(at(got, row * (n + 1) + n) == 7.0f);
        }
    };
    for (const Instructions instructions : {Instructions::baseline, Instructions::avx2, Instructions::avx512})
        if (instructions <= usable_instructions()) check(vector_functions(instructions).cached_product, 1e-5);
    if (const CachedProduct rounded = rounded_product(usable_instructions())) check(rounded, 1e-2);
}
