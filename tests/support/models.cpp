#include "support/models.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "model/config.hpp"
#include "model/weights.hpp"

namespace ptrm::test {

const char* const kMixer = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "expansion": 1.0, "L_layers": 2, "H_cycles": 2,
 "L_cycles": 2, "mlp_t": true, "puzzle_emb_ndim": 24, "puzzle_emb_len": 1, "pos_encodings": "none"})";
const char* const kAttentionRope = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "num_heads": 3, "expansion": 1.0,
 "L_layers": 1, "H_cycles": 1, "L_cycles": 2, "mlp_t": false, "pos_encodings": "rope"})";
const char* const kAttentionLearned = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "num_heads": 2, "expansion": 1.0,
 "L_layers": 1, "H_cycles": 2, "L_cycles": 1, "mlp_t": false, "pos_encodings": "learned", "puzzle_emb_ndim": 30,
 "num_puzzle_identifiers": 4})";
const char* const kEqr = R"({"seq_len": 16, "vocab_size": 6, "hidden_size": 24, "expansion": 1.0, "L_layers": 2, "H_cycles": 1,
 "L_cycles": 3, "mlp_t": true, "lambda_": 0.95, "noise_scale": 0.01, "H_init_std": 1.0, "L_init_std": 1.0})";

std::vector<std::byte> safetensors(const std::string& header, std::size_t data_bytes) {
    std::vector<std::byte> bytes(8 + header.size() + data_bytes);
    const std::uint64_t length = header.size();
    std::memcpy(bytes.data(), &length, 8);
    std::memcpy(bytes.data() + 8, header.data(), header.size());
    return bytes;
}

std::vector<std::byte> random_model_bytes(const std::string& config, std::uint64_t seed, const std::string& task) {
    nlohmann::json header;
    header["__metadata__"]["trm_config"] = config;
    if (!task.empty()) header["__metadata__"]["ptrm_task"] = task;
    std::vector<float> data;
    Random random(seed, 0);
    for (const auto& spec : tensor_specs(parse_architecture(config, "test"))) {
        std::size_t count = 1;
        for (const auto dimension : spec.shape) count *= static_cast<std::size_t>(dimension);
        header[spec.name] = {
            {"dtype", "F32"}, {"shape", spec.shape}, {"data_offsets", {4 * data.size(), 4 * (data.size() + count)}}};
        const float scale = 2.0f / std::sqrt(static_cast<float>(spec.shape.back()));
        for (std::size_t i = 0; i < count; ++i)
            data.push_back(scale * (static_cast<float>(random.below(1 << 20)) / (1 << 20) - 0.5f) * 1.7f);
    }
    auto bytes = safetensors(header.dump(), 4 * data.size());
    std::memcpy(bytes.data() + bytes.size() - 4 * data.size(), data.data(), 4 * data.size());
    return bytes;
}

Model random_model(const std::string& config, Backend backend, std::uint64_t seed) {
    return Model::from_memory(random_model_bytes(config, seed), "random model", {backend});
}

std::string golden(const std::string& path) { return std::string(PTRM_GOLDEN) + "/" + path; }

}  // namespace ptrm::test
