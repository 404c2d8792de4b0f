#include "model/block.hpp"

#include <algorithm>
#include <cmath>

#include "base/index.hpp"
#include "base/noise.hpp"
#include "model/config.hpp"
#include "ptrm/model.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;

TEST_CASE("rope2d turns the first half of a head by the row and the second by the column, and a cell sees as far as the window") {
    Architecture arch = parse_architecture(test::kAttentionRope2d, "f");
    arch.window = GENERATE(0, 1, 2, 3);
    const auto sees = [&](int from, int to) {
        const int rows = std::abs(from / 4 - to / 4), cols = std::abs(from % 4 - to % 4);
        return arch.window == 0 || std::max(rows, cols) <= arch.window;
    };
    const int L = arch.length(), D = arch.hidden_size, width = D / arch.num_heads;
    std::vector<float> qkv(to_size(3 * D * D)), identity(to_size(D * D));
    const NoiseKey key{3, 0};
    add_normals(key, NoiseStream::start_H, 0, 0.3f, qkv);
    for (int i = 0; i < D; ++i) at(identity, i * D + i) = 1;
    const Kernels& kernels = reference_kernels();
    const Attention attention(kernels, {{"a.qkv_proj.weight", qkv}, {"a.o_proj.weight", identity}}, "a", arch);
    Workspace w(arch, attention.scratch(), attention.common());
    add_normals(key, NoiseStream::start_L, 0, 1.0f, w.h);
    const auto h = w.h;
    attention.bind(w.scratch.data())(w.h.data(), w.change.data(), w.common.data(), {});

    const auto product = [&](int part, int head, int position) {  // one head's vector of q (0), k (1) or v (2)
        std::vector<double> out(to_size(width));
        for (int c = 0; c < width; ++c)
            for (int d = 0; d < D; ++d)
                at(out, c) += double{at(qkv, (part * D + head * width + c) * D + d)} * at(h, position * D + d);
        if (part == 2) return out;
        const int half = width / 2, quarter = half / 2;
        const std::vector<double> x = out;
        for (int c = 0; c < width; ++c) {
            const int line = c < half ? position / 4 : position % 4, place = c % half, j = place % quarter;
            const double angle = line * std::pow(arch.rope_theta, -2.0 * j / half);
            const double other = at(x, place < quarter ? c + quarter : c - quarter);
            at(out, c) = at(x, c) * std::cos(angle) + (place < quarter ? -other : other) * std::sin(angle);
        }
        return out;
    };
    double worst = 0;
    for (int head = 0; head < arch.num_heads; ++head) {
        for (int from = 0; from < L; ++from) {
            std::vector<double> mixed(to_size(width));
            const auto q = product(0, head, from);
            double sum = 0;
            for (int to = 0; to < L; ++to) {
                if (!sees(from, to)) continue;
                const auto k = product(1, head, to), v = product(2, head, to);
                const double weight = std::exp(std::inner_product(q.begin(), q.end(), k.begin(), 0.0) / std::sqrt(double(width)));
                sum += weight;
                for (std::size_t c = 0; c < mixed.size(); ++c) mixed[c] += weight * v[c];
            }
            for (int c = 0; c < width; ++c)
                worst = std::max(worst, std::abs(at(mixed, c) / sum - double{at(w.change, from * D + head * width + c)}));
        }
    }
    CHECK(worst < 1e-4);
}
