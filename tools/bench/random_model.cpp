#include "bench/benchmark.hpp"
#include "model/config.hpp"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/index.hpp"
#include "base/random.hpp"
#include "ptrm/model.hpp"

namespace ptrm {

std::vector<std::byte> random_model_bytes(const std::string& config, std::uint64_t seed,
                                          const std::map<std::string, std::string>& metadata) {
    nlohmann::json header;
    header["__metadata__"] = metadata;
    header["__metadata__"]["trm_config"] = config;
    std::vector<float> values;
    Random random(seed, 0);
    for (const auto& spec : tensor_specs(parse_architecture(config, "random model"))) {
        std::size_t count = 1;
        for (const auto dimension : spec.shape) count *= to_size(dimension);
        header[spec.name] = {
            {"dtype", "F32"}, {"shape", spec.shape}, {"data_offsets", {4 * values.size(), 4 * (values.size() + count)}}};
        const float scale = 3.4f / std::sqrt(static_cast<float>(spec.shape.back()));
        for (std::size_t i = 0; i < count; ++i)
            values.push_back(scale * (static_cast<float>(random.below(1 << 20)) / (1 << 20) - 0.5f));
    }
    const std::string text = header.dump();
    const std::uint64_t length = text.size();
    std::vector<std::byte> bytes(8 + text.size() + 4 * values.size());
    std::memcpy(bytes.data(), &length, 8);
    std::memcpy(bytes.data() + 8, text.data(), text.size());
    std::memcpy(bytes.data() + 8 + text.size(), values.data(), 4 * values.size());
    return bytes;
}

}  // namespace ptrm
