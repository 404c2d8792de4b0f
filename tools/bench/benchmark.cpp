#include "bench/benchmark.hpp"

#include <numeric>

#include "base/index.hpp"
#include "base/parallel.hpp"
#include "base/profile.hpp"
#include "checkpoint/model_impl.hpp"
#include "kernels/bare_products.hpp"

namespace ptrm {
namespace {

using Clock = std::chrono::steady_clock;

/// Calls `body` for about `seconds`, once at least. @return seconds a call
template <class Body>
double seconds_each(double seconds, Body body) {
    int calls = 0;
    double took = 0;
    const auto began = Clock::now();
    do {
        body();
        ++calls;
        took = std::chrono::duration<double>(Clock::now() - began).count();
    } while (took < seconds);
    return took / calls;
}

/// The products of one net evaluation.
std::vector<ProductShape> products_of(const Architecture& arch) {
    const int L = arch.length(), D = arch.hidden_size;
    std::vector<ProductShape> shapes;
    const auto swiglu = [&](int count, int width) {
        const int inner = arch.inner_width(width);
        shapes.push_back({count, width, 2 * inner});
        shapes.push_back({count, inner, width});
    };
    for (int layer = 0; layer < arch.layers; ++layer) {
        if (arch.mixer) {
            swiglu(D, L);
        } else {
            const int head_dim = D / arch.num_heads;
            shapes.push_back({L, D, 3 * D});
            for (int head = 0; head < arch.num_heads; ++head) {
                shapes.push_back({L, head_dim, L});
                shapes.push_back({L, L, head_dim});
            }
            shapes.push_back({L, D, D});
        }
        swiglu(L, D);
    }
    return shapes;
}

}  // namespace

double products_alone(const Model& model, int threads, double seconds) {
    const std::vector<ProductShape> shapes = products_of(model.architecture());
    double gflop = 0;
    for (const auto& [m, k, n] : shapes) gflop += 2e-9 * m * k * n;
    std::vector<double> rates(to_size(threads));
    parallel_for(threads, rates.size(), [&](int, std::size_t thread) {
        const auto products = bare_products(ModelAccess::network(model).kernels(), shapes);
        products();
        rates[thread] = gflop / seconds_each(seconds, products);
    });
    return std::accumulate(rates.begin(), rates.end(), 0.0);
}

StepProfile profile_step(const Model& model, double seconds) {
    const Network& network = ModelAccess::network(model);
    Workspace w = network.workspace();
    const std::vector<std::int32_t> tokens(to_size(model.architecture().seq_len));
    network.embed(w, tokens, {}, 0);
    network.start(w, {1, 0});
    network.step(w);
    auto& nanoseconds = Profile::of_this_thread().nanoseconds;
    nanoseconds = {};
    Profile::on() = true;
    int steps = 0;
    const double step = 1e6 * seconds_each(seconds, [&] {
                            network.step(w);
                            ++steps;
                        });
    Profile::on() = false;
    StepProfile profile;
    double rest = step;
    for (std::size_t part = 0; part < kPartNames.size(); ++part) {
        profile.emplace_back(kPartNames[part], 1e-3 * static_cast<double>(nanoseconds[part]) / steps);
        rest -= profile.back().second;
    }
    profile.emplace_back("rest", rest);
    return profile;
}

}  // namespace ptrm
