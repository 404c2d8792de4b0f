#include <cmath>

#include "base/index.hpp"
#include "base/random.hpp"
#include "bench/benchmark.hpp"
#include "formats/safetensors.hpp"
#include "model/config.hpp"

namespace ptrm {

std::vector<std::byte> random_model_bytes(const std::string& config, std::uint64_t seed,
                                          const std::map<std::string, std::string>& metadata) {
    auto with_config = metadata;
    with_config["trm_config"] = config;
    std::vector<TensorSource> tensors;
    std::vector<float> values;
    Random random(seed, 0);
    for (const auto& spec : tensor_specs(parse_architecture(config, "random model"))) {
        std::size_t count = 1;
        for (const auto dimension : spec.shape) count *= to_size(dimension);
        tensors.push_back({spec.name, spec.shape, {}});
        const float scale = 3.4f / std::sqrt(static_cast<float>(spec.shape.back()));
        for (std::size_t i = 0; i < count; ++i)
            values.push_back(scale * (static_cast<float>(random.below(1 << 20)) / (1 << 20) - 0.5f));
    }
    const std::string header = safetensors_header(tensors, with_config, DType::f32);
    const auto head = std::as_bytes(std::span(header)), data = std::as_bytes(std::span(values));
    std::vector<std::byte> bytes(head.begin(), head.end());
    bytes.insert(bytes.end(), data.begin(), data.end());
    return bytes;
}

}  // namespace ptrm
